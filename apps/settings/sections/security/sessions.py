"""Tab 3, Sessions: where the account's people are signed in now, and ending that."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from ipaddress import ip_address
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.accounts import services
from apps.accounts.models import Account, User
from apps.accounts.modules import EDIT
from apps.accounts.session import Session, SessionQuerySet
from apps.accounts.user_agents import in_words
from apps.settings.access import account_of, actor_of, require, stepped_up
from apps.settings.panel import BulkAction, Column, FilterForm, PanelAdmin, RecordFilter, Words
from apps.settings.sections.security.section import SECTION


def browser_of(session: Session) -> str:
    return in_words(session.user_agent) or _("Unknown browser")


USER = RecordFilter(User.objects.of, label=gettext_lazy("User"), whole="email", key="name_key")


class SessionFilters(FilterForm):
    user = USER


def is_address(words: str) -> bool:
    """Whether `words` are an IP address, without the zone that no database knows."""
    try:
        return bool(ip_address(words)) and "%" not in words
    except ValueError:
        return False


def is_this(request: HttpRequest, session: Session) -> bool:
    return session.digest == request.session.key_digest  # type: ignore[attr-defined, no-any-return]


def ended(count: int) -> str:
    """What to say after ending `count` sessions."""
    return ngettext("%(count)d session is ended.", "%(count)d sessions are ended.", count) % {"count": count}


class SessionAdmin(PanelAdmin):
    section = SECTION
    slug, label, icon = "sessions", gettext_lazy("Sessions"), "history"
    words = Words(
        change=gettext_lazy("Session"),
        empty_title=gettext_lazy("Nobody is signed in"),
        empty_text=gettext_lazy("Every browser in which a user of this account is signed in shows here."),
        search=gettext_lazy("Search by user or address"),
        search_long=gettext_lazy("Search by the beginning of a user’s name, or a whole e-mail or address"),
    )
    columns = (
        Column("user", gettext_lazy("User"), sort="user__name", template="settings/security/user.html"),
        Column("browser", gettext_lazy("Browser"), value=browser_of),
        Column("address", gettext_lazy("Address"), sort="address", is_hideable=True, css="nowrap"),
        Column("signed_in", gettext_lazy("Signed in"), "created_at", sort="created_at", is_hideable=True, css="nowrap"),
        Column("last_seen", gettext_lazy("Last seen"), "last_seen_at", sort="last_seen_at", scales=True, css="nowrap"),
    )
    default_sort = "-last_seen"
    filter_form_class = SessionFilters
    probes_length = True
    search_fields = ("user__name", "user__email", "address")
    bulk_actions = (
        BulkAction(
            "end",
            gettext_lazy("End the sessions"),
            icon="log-out",
            is_danger=True,
            confirm=gettext_lazy("In these browsers the users have to sign in again. What they had not saved is lost."),
        ),
    )
    bulk_steps_up = True
    panel_template = "settings/security/session_panel.html"

    def get_urls(self) -> list[URLPattern]:
        pages = {"end": self.end_view, "end-all": self.end_all_view}
        return super().get_urls() + [
            path(f"<int:object_id>/{word}/", self.wrap(view), name=self.name_of(word.replace("-", "_")))
            for word, view in pages.items()
        ]

    def rows(self, account: Account) -> SessionQuerySet:
        return Session.objects.for_list(account)

    def search_long(self, request: HttpRequest, rows: QuerySet[Any], words: str) -> QuerySet[Any]:
        """Those from the address, or of the users, that `words` mean; each is found by an index."""
        if is_address(words):
            return rows.filter(address=words)
        return rows.filter(user__in=USER.found(account_of(request), words))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """None: the panel tells, it does not ask."""
        return ()

    def title_of(self, row: Session) -> str:
        return str(row)

    def panel_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        return {
            "session": row,
            "browser": browser_of(row),
            "is_this": is_this(request, row),
            "of_user": self.rows(account_of(request)).filter(user=row.user_id).count(),
            "may_end": self.may(request, EDIT),
            "urls": {"end": self.url_of("end", row.pk), "end_all": self.url_of("end_all", row.pk)},
        }

    def matching_rows(self, request: HttpRequest) -> list[Session]:
        """But for the one in which it is said: whoever ends all of them goes on."""
        return [row for row in super().matching_rows(request) if not is_this(request, row)]

    def told_of(self, request: HttpRequest) -> list[str]:
        told = super().told_of(request)
        return [*told, _("The session in which you are working now is not among them.")] if told else []

    def bulk_end(self, request: HttpRequest, rows: list[Session]) -> str:
        return ended(services.end_sessions_now(sessions=rows, by=actor_of(request)))

    @stepped_up
    def end_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        """POST signs this one browser out."""
        return self._end(request, object_id, lambda row: [row])

    @stepped_up
    def end_all_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        """POST signs the user of this session out everywhere."""
        return self._end(request, object_id, lambda row: self.rows(account_of(request)).filter(user=row.user_id))

    def _end(
        self, request: HttpRequest, object_id: int, chosen: Callable[[Session], Iterable[Session]]
    ) -> HttpResponseBase:
        require(request, self.section.name, EDIT)
        row = self.find(request, object_id)
        if request.method != "POST":
            return redirect(self.url_of("change", object_id))
        return self.done(request, ended(services.end_sessions_now(sessions=chosen(row), by=actor_of(request))))
