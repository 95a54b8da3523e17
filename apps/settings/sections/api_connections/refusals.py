"""What a consumer or the API key was refused: the last of it where it is shown, the last 50 on a page of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext_lazy

from apps.connections.models import ApiKey, Consumer, Refusal
from apps.settings.sections.api_connections.refusal_words import words_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.accounts.models import Account
    from apps.settings.navigation import Text

TEMPLATE = "settings/api_connections/refusals_panel.html"
TITLE = gettext_lazy("Refusals")
SHOWN, AT_ONCE = 50, 3


class Row(NamedTuple):
    refusal: Refusal
    reason: Text
    advice: Text


class Latest(NamedTuple):
    """`url` is the page with the last 50, empty when `rows` are all there are."""

    rows: list[Row]
    url: str


def of_caller(account: Account, caller: Consumer | ApiKey) -> QuerySet[Refusal]:
    rows = Refusal.objects.of(account)
    found = rows.of_consumer(caller) if isinstance(caller, Consumer) else rows.of_api_key(caller)
    return found.latest_first()


def latest(account: Account, caller: Consumer | ApiKey, url: str) -> Latest:
    """The last few; `url` is where the others are."""
    found = list(of_caller(account, caller)[: AT_ONCE + 1])
    return Latest(rows_of(found[:AT_ONCE]), url if len(found) > AT_ONCE else "")


def context(account: Account, caller: Consumer | ApiKey) -> dict[str, Any]:
    """Of TEMPLATE."""
    return {"refusals": rows_of(of_caller(account, caller)[:SHOWN]), "shown": SHOWN}


def rows_of(refusals: Any) -> list[Row]:
    return [Row(refusal, *words_of(refusal.reason, refusal.detail)) for refusal in refusals]
