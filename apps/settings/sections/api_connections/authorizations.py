"""Tab 3, App authorizations: which user lets which app act for them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from apps.accounts.models import Account, User
from apps.accounts.modules import EDIT
from apps.connections.models import Authorization, Consumer
from apps.connections.scopes import scopes_in_words
from apps.connections.services.authorizations import revoke_authorizations
from apps.settings.access import account_of, actor_of, require
from apps.settings.navigation import Text
from apps.settings.panel import BulkAction, Column, FilterForm, PanelAdmin, Words
from apps.settings.sections.api_connections import history
from apps.settings.sections.api_connections.section import SECTION

CELLS = "settings/api_connections/cells/"
STATES = (("live", pgettext_lazy("authorization", "Active")), ("revoked", gettext_lazy("Revoked")))


class AuthorizationFilters(FilterForm):
    app = forms.ModelChoiceField(Consumer.objects.none(), label=gettext_lazy("App"))
    user = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("User"))
    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=[("", gettext_lazy("All")), *STATES])

    lookups = {"app": "consumer"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        account = account_of(self.request)
        granted = Authorization.objects.of(account).order_by()
        apps, users = Consumer.objects.of(account), User.objects.of(account)
        self.fields["app"].queryset = apps.filter(pk__in=granted.values("consumer"))  # type: ignore[attr-defined]
        self.fields["user"].queryset = users.filter(pk__in=granted.values("user"))  # type: ignore[attr-defined]

    def narrow_status(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(revoked_at__isnull=value == "live")


def words_of(authorization: Authorization) -> list[str]:
    """What was agreed, one line per module."""
    return scopes_in_words(authorization.scopes)


def state_of(authorization: Authorization) -> str:
    return pgettext("authorization", "Active") if authorization.is_live else _("Revoked")


def revoked(count: int) -> str:
    """What to say after revoking `count` authorizations."""
    return ngettext("%(count)d authorization is revoked.", "%(count)d authorizations are revoked.", count) % {
        "count": count
    }


class AuthorizationAdmin(PanelAdmin):
    section = SECTION
    slug, label, icon = "authorizations", gettext_lazy("App authorizations"), "shield-check"
    words = Words(
        change=gettext_lazy("App authorization"),
        empty_title=gettext_lazy("No app authorizations yet"),
        empty_text=gettext_lazy(
            "When a user lets an app act for them, on the page where the app asks for it, it shows here and can be "
            "revoked at any time."
        ),
        search=gettext_lazy("Search by app or user"),
    )
    columns = (
        Column("app", gettext_lazy("App"), value="consumer", sort="consumer__name"),
        Column("user", gettext_lazy("User"), sort="user__name", template=CELLS + "user.html"),
        Column("permissions", gettext_lazy("Permissions"), value=lambda row: "; ".join(words_of(row)),
               is_hideable=True),
        Column("granted", gettext_lazy("Granted"), value="granted_at", sort="granted_at", is_hideable=True,
               template=CELLS + "moment.html"),
        Column("first_used", gettext_lazy("First used"), value="first_used_at", sort="first_used_at", is_hideable=True,
               template=CELLS + "moment.html"),
        Column("last_used", gettext_lazy("Last used"), value="last_used_at", sort="last_used_at", is_hideable=True,
               template=CELLS + "last_used.html"),
        Column("status", gettext_lazy("Status"), value=state_of, sort="revoked_at",
               template=CELLS + "authorization_status.html"),
    )  # fmt: skip
    default_sort = "-granted"
    search_fields = ("consumer__name", "user__name", "user__email")
    filter_form_class = AuthorizationFilters
    bulk_actions = (
        BulkAction(
            "revoke", gettext_lazy("Revoke"), icon="unlink", is_danger=True,
            confirm=gettext_lazy("The apps can no longer act for these users, from their very next call on."),
        ),
    )  # fmt: skip
    panel_template = "settings/api_connections/authorization_panel.html"

    def get_urls(self) -> list[URLPattern]:
        revoke = path("<int:object_id>/revoke/", self.wrap(self.revoke_view), name=self.name_of("revoke"))
        return [*super().get_urls(), revoke]

    def rows(self, account: Account) -> QuerySet[Any]:
        return Authorization.objects.for_list(account)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """None: the panel tells, it does not ask."""
        return ()

    def title_of(self, row: Authorization) -> Text:
        return str(row)

    def panel_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        live = Authorization.objects.of(account_of(request)).live()
        return {
            "authorization": row,
            "grants": words_of(row),
            "of_app": live.filter(consumer=row.consumer_id).count(),
            "of_user": live.filter(user=row.user_id).count(),
            "history": history.latest(account_of(request), row),
            "may_revoke": self.may(request, EDIT),
        }

    def bulk_revoke(self, request: HttpRequest, rows: list[Authorization]) -> str:
        return revoked(revoke_authorizations(authorizations=rows, by=actor_of(request)))

    def revoke_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        """POST `which`: "this" one, all of its "app", or all of its "user"."""
        require(request, self.section.name, EDIT)
        row = self.find(request, object_id)
        if request.method != "POST":
            return redirect(self.url_of("change", object_id))
        same = {"app": {"consumer": row.consumer_id}, "user": {"user": row.user_id}}
        chosen = same.get(request.POST.get("which", ""), {"pk": row.pk})
        rows = Authorization.objects.of(account_of(request)).live().filter(**chosen)
        return self.done(request, revoked(revoke_authorizations(authorizations=rows, by=actor_of(request))))
