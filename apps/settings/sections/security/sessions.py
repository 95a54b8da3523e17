"""Tab 3, Sessions: where the account's people are signed in now, and ending that."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.accounts import services
from apps.accounts.models import Account
from apps.accounts.modules import EDIT
from apps.accounts.session import Session
from apps.accounts.user_agents import in_words
from apps.settings.access import account_of, actor_of, has_stepped_up, require, step_up, stepped_up
from apps.settings.panel import BulkAction, Column, PanelAdmin, Words
from apps.settings.sections.security.section import SECTION


def browser_of(session: Session) -> str:
    return in_words(session.user_agent) or _("Unknown browser")


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
    )
    columns = (
        Column("user", gettext_lazy("User"), sort="user__name", template="settings/security/user.html"),
        Column("browser", gettext_lazy("Browser"), value=browser_of),
        Column("address", gettext_lazy("Address"), sort="address", is_hideable=True, css="nowrap"),
        Column("signed_in", gettext_lazy("Signed in"), "created_at", sort="created_at", is_hideable=True, css="nowrap"),
        Column("last_seen", gettext_lazy("Last seen"), "last_seen_at", sort="last_seen_at", css="nowrap"),
    )
    default_sort = "-last_seen"
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
    panel_template = "settings/security/session_panel.html"

    def get_urls(self) -> list[URLPattern]:
        pages = {"end": self.end_view, "end-all": self.end_all_view}
        return super().get_urls() + [
            path(f"<int:object_id>/{word}/", self.wrap(view), name=self.name_of(word.replace("-", "_")))
            for word, view in pages.items()
        ]

    def rows(self, account: Account) -> QuerySet[Session]:
        return Session.objects.for_list(account)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """None: the panel tells, it does not ask."""
        return ()

    def title_of(self, row: Session) -> str:
        return str(row)

    def panel_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        return {
            "session": row,
            "browser": browser_of(row),
            "is_this": row.digest == request.session.key_digest,  # type: ignore[attr-defined]
            "of_user": self.rows(account_of(request)).filter(user=row.user_id).count(),
            "may_end": self.may(request, EDIT),
            "urls": {"end": self.url_of("end", row.pk), "end_all": self.url_of("end_all", row.pk)},
        }

    def bulk_view(self, request: HttpRequest) -> HttpResponseBase:
        return super().bulk_view(request) if has_stepped_up(request) else step_up(request)

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
