"""What an item is called in full, wherever a row names one, and how rows are found by it."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import Account
from apps.api.fields import Computed, Row
from apps.api.filters import Condition, Sought
from apps.api.kinds import Text
from apps.maintenance.models import FIELDS, Item, composed_description

NAMED = ("code", "description", *FIELDS)


def own_description(**options: Any) -> Computed:
    """`description` of the item that the row is."""

    def condition(account: Account, text: str) -> Condition:
        is_composed = bool(Item.objects.composed(account, text))
        return _called("pk", account, text) if is_composed else {"description": text}

    found = Sought(Text(), condition, by="description")
    return Computed("description", NAMED, composed_description, sought=found, **options)


def description_of(path: str, name: str, *, of_none: str | None = "") -> Computed:
    """`name` is what the item at `path` is called; `of_none` where there is no item."""

    def make(row: Row) -> str | None:
        return composed_description(row, f"{path}__") if row[f"{path}_id"] else of_none

    def condition(account: Account, text: str) -> Condition:
        return _called(path, account, text)

    needs = (f"{path}_id", *(f"{path}__{name}" for name in NAMED))
    return Computed(
        name, needs, make, shows=None if of_none is None else Text(), sought=Sought(Text(), condition, by=path)
    )


def _called(path: str, account: Account, text: str) -> Condition:
    """One item is usually called so, and then an index has the rows in their order."""
    called = Item.objects.described(account, text).values("pk")
    first_two = [row["pk"] for row in called[:2]]
    return {path: first_two[0]} if len(first_two) == 1 else {f"{path}__in": called}
