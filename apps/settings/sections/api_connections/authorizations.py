"""Tab 3, App authorizations: which user lets which app act for them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from apps.accounts.models import Account
from apps.connections.models import Authorization
from apps.settings.access import account_of
from apps.settings.navigation import Text
from apps.settings.panel import BulkAction, Words
from apps.settings.sections.api_connections import history, privileges
from apps.settings.sections.api_connections.authorization_cuts import AuthorizationCuts
from apps.settings.sections.api_connections.authorization_list import COLUMNS, AuthorizationFilters, search, words_of
from apps.settings.sections.api_connections.reduction import AuthorizationReduction
from apps.settings.sections.api_connections.section import SECTION


class AuthorizationAdmin(AuthorizationReduction, AuthorizationCuts):
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
        search_long=gettext_lazy("Search by the beginning of an app’s or a user’s name, or the whole e-mail"),
    )
    columns = COLUMNS
    counts_all = True
    default_sort = "-granted"
    search_fields = ("consumer__name", "user__name", "user__email")
    filter_form_class = AuthorizationFilters
    bulk_actions = (
        BulkAction("revoke", gettext_lazy("Revoke"), icon="unlink", page="revoke_selected", is_danger=True),
    )  # fmt: skip
    panel_template = "settings/api_connections/authorization_panel.html"

    def search_long(self, request: HttpRequest, rows: QuerySet[Any], words: str) -> QuerySet[Any]:
        return search(account_of(request), rows, words)

    def rows(self, account: Account) -> QuerySet[Any]:
        return Authorization.objects.for_list(account)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """None: the panel tells, it does not ask."""
        return ()

    def title_of(self, row: Authorization) -> Text:
        return str(row)

    def panel_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        return {
            "authorization": row,
            "grants": words_of(row),
            **self.cut_context(request, row),
            **privileges.of_authorization(account_of(request), row, self.reduce_url(request, row)),
            "history": history.latest(account_of(request), row),
        }
