"""Costs: given in the account's currency, or in another one that is named beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy

from apps.api.fields import Computed, Input, Row
from apps.api.kinds import Number, Text, shown

CURRENCY = Input("currency", Text())
CONVERTED = gettext_lazy(
    "Costs are in the currency of the account. `currency` (ISO 4217) says that those beside it are in another one: "
    "they are converted by the newest exchange rate on their day or before, and `foreign_costs` keeps what was given."
)


def list_foreign_costs(row: Row) -> list[dict[str, Any]]:
    """With plain numbers, as everywhere."""
    return [
        entry | {name: shown(Decimal(entry[name])) for name in ("amount", "exchange_rate")}
        for entry in row["foreign_costs"]
    ]


FOREIGN_COSTS = Computed(
    "foreign_costs",
    ("foreign_costs",),
    list_foreign_costs,
    shows=[{"field": Text(), "currency": Text(), "amount": Number(), "exchange_rate": Number(), "date": Text()}],
)


def meant(body: Mapping[str, Any], changed: dict[str, Any], costs: Iterable[str]) -> dict[str, Any]:
    """`changed`, and the costs of `body` too where it names their currency: the same figure is another cost then."""
    if not body.get(CURRENCY.name):
        return changed
    return changed | {name: body[name] for name in costs if name in body}
