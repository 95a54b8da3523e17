"""See what happens: calls, refusals and transactions of one consumer, and of the API key."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any

from django.urls import path, reverse

from apps.settings.access import account_of
from apps.settings.page import Page
from apps.settings.panel import PanelAdmin
from apps.settings.sections.api_connections import calls, health, history, refusals

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern

    from apps.accounts.models import Account
    from apps.connections.models import ApiKey, Consumer


class ActivityPages(PanelAdmin):
    """The page of a consumer's last refusals, for the admin of consumers."""

    def get_urls(self) -> list[URLPattern]:
        view, name = self.wrap(self.refusals_view), self.name_of("refusals")
        return [*super().get_urls(), path("<int:object_id>/refusals/", view, name=name)]

    def refusals_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        consumer = self.find(request, object_id)
        context = {**refusals.context(account_of(request), consumer), "name": consumer.name}
        context["back_url"] = self.url_of("change", object_id)
        return self.panel(request, refusals.TEMPLATE, refusals.TITLE, context)

    def activity_of(self, request: HttpRequest, consumer: Consumer) -> dict[str, Any]:
        """What the panel shows of it, in five queries."""
        account, url = account_of(request), self.url_of("refusals", consumer.pk)
        return {"calls": calls.of_consumer(account, consumer), **told(account, consumer, url)}


class KeyActivityPages(Page):
    """The page of the last refusals of the API key, for the page of the key."""

    def get_urls(self) -> list[URLPattern]:
        return [*super().get_urls(), path("refusals/", self.wrap(self.refusals_view), name=f"{self.url_name}_refusals")]

    @abstractmethod
    def find(self, request: HttpRequest) -> ApiKey:
        """The account's key pair, or 404 when it has none."""

    def refusals_view(self, request: HttpRequest) -> HttpResponse:
        context = refusals.context(account_of(request), self.find(request))
        return self.panel(request, refusals.TEMPLATE, refusals.TITLE, context)

    def activity_of(self, request: HttpRequest, api_key: ApiKey | None) -> dict[str, Any]:
        """What the page shows of it, in five queries, and the health of the consumers."""
        account, url = account_of(request), reverse(f"settings:{self.url_name}_refusals")
        of_key = {"calls": calls.of_api_key(account), **told(account, api_key, url)} if api_key else {}
        return {"health": health.findings(account), "counted": health.COUNTED, **of_key}


def told(account: Account, caller: Consumer | ApiKey, refusals_url: str) -> dict[str, Any]:
    return {
        "refusals": refusals.latest(account, caller, refusals_url),
        "history": history.latest(account, caller),
        "history_url": history.url_of(caller),
    }
