"""Tab 2, OAuth consumers: the list and the panel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import Account
from apps.accounts.modules import DELETE
from apps.connections.choices import SECURITY_OPTIONS, fitting
from apps.connections.models import AccessToken, Authorization, Consumer
from apps.connections.services import consumers, enabling
from apps.settings.access import account_of, actor_of, stepped_up, user_of
from apps.settings.navigation import Text
from apps.settings.panel import BulkAction, Words
from apps.settings.sections.api_connections import consumer_words, impact, privileges, programs, shown_once, stopping
from apps.settings.sections.api_connections.activity import ActivityPages
from apps.settings.sections.api_connections.consumer_columns import COLUMNS
from apps.settings.sections.api_connections.consumer_cuts import ConsumerCuts
from apps.settings.sections.api_connections.consumer_forms import GROUP, ConsumerFilters, ConsumerForm, NewConsumerForm
from apps.settings.sections.api_connections.consumer_pages import ConsumerPages
from apps.settings.sections.api_connections.reduction import ConsumerReduction
from apps.settings.sections.api_connections.rotation import secret_rows
from apps.settings.sections.api_connections.section import SECTION

if TYPE_CHECKING:
    from apps.connections.services.secrets import NewSecret

FIELDS = ("name", "description", "permission_group")
NEW_FIELDS = (
    "authorization_grant_type", *FIELDS, "redirect_uris", "client_type", "cannot_send_pkce", *SECURITY_OPTIONS,
)  # fmt: skip


class ConsumerAdmin(ActivityPages, ConsumerReduction, ConsumerPages, ConsumerCuts):
    section = SECTION
    slug, label, icon = "consumers", gettext_lazy("OAuth consumers"), "circle-help"
    words = Words(
        add=gettext_lazy("New OAuth consumer"),
        change=gettext_lazy("OAuth consumer"),
        changed=gettext_lazy("The OAuth consumer is saved."),
        empty_title=gettext_lazy("No OAuth consumers yet"),
        empty_text=gettext_lazy(
            "An OAuth consumer is a program that may use the API: your ERP, a dashboard, a phone app. Each has its own "
            "key and secret, and may do what its permission group allows."
        ),
        search=gettext_lazy("Search by name, key or description"),
        search_long=gettext_lazy("Search by the beginning of the name, or the whole key"),
    )
    columns = COLUMNS
    default_sort = "name"
    counts_all = True
    search_fields = ("name", "client_id", "description")
    search_whole, search_key = "client_id", "name_key"
    filter_form_class = ConsumerFilters
    bulk_actions = (
        BulkAction("disable", gettext_lazy("Disable"), icon="ban", page="disable_selected"),
        BulkAction("enable", gettext_lazy("Enable"), icon="power"),
        BulkAction(
            "delete", gettext_lazy("Delete"), icon="trash-2", action=DELETE, page="delete_selected", is_danger=True
        ),
    )  # fmt: skip
    suggests = {"permission_group": GROUP}
    saves_after_step_up = True
    form = ConsumerForm
    panel_template = "settings/api_connections/consumer_panel.html"

    def rows(self, account: Account) -> QuerySet[Any]:
        return Consumer.objects.for_list(account)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Grant and type of app are chosen once."""
        if obj is None:
            return NEW_FIELDS
        if obj.authorization_grant_type == Consumer.GRANT_CLIENT_CREDENTIALS:
            return (*FIELDS, *fitting(obj))
        pkce = ("cannot_send_pkce",) if obj.is_confidential else ()
        return (*FIELDS, "redirect_uris", *pkce, *fitting(obj))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **({} if change else {"form": NewConsumerForm}) | kwargs)

    def create(self, request: HttpRequest, **fields: Any) -> NewSecret[Consumer]:
        return consumers.create_consumer(
            account=account_of(request), by=actor_of(request), user=user_of(request), **fields
        )

    def update(self, request: HttpRequest, row: Consumer, **fields: Any) -> Consumer:
        return consumers.update_consumer(consumer=row, by=actor_of(request), **fields)

    @stepped_up
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return super().add_view(request, form_url, extra_context)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """No redirect: this answer is the only one that can show the secret."""
        return self.panel(request, shown_once.TEMPLATE, _("OAuth consumer created"), shown_once.of_consumer(obj))

    def title_of(self, row: Consumer) -> Text:
        return row.name

    def panel_context(self, request: HttpRequest, row: Consumer | None) -> dict[str, Any]:
        if row is None:
            return {}
        return {
            "consumer": row,
            "secrets": secret_rows(row.live_secrets),
            "live_tokens": stopping.count(AccessToken.objects.of_consumers([row]).live()),
            "live_authorizations": stopping.count(Authorization.objects.live().filter(consumer=row)),
            "most": impact.MOST,
            **self.activity_of(request, row),
            **programs.of_consumer(row, account_of(request)),
            **privileges.of_consumer(account_of(request), row, self.reduce_url(request, row)),
            "may_delete": self.may(request, DELETE),
        }

    def bulk_enable(self, request: HttpRequest, rows: list[Consumer]) -> str:
        return consumer_words.enabled(enabling.enable_consumers(consumers=rows, by=actor_of(request)))
