"""What an item is called in full, wherever a row names one, and how rows are found by it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from apps.accounts.models import Account
from apps.api.fields import Computed, Row
from apps.api.filters import Condition, Sought
from apps.api.kinds import Text
from apps.maintenance.models import FIELDS, Item, composed_description

NAMED = ("code", "description", *FIELDS)


def own_description(**options: Any) -> Computed:
    """`description` of the item that the row is."""
    found = Sought(Text(), lambda account, text: Q(pk__in=Item.objects.described(account, text).values("pk")))
    return Computed("description", NAMED, composed_description, sought=found, **options)


def description_of(path: str, name: str, *, of_none: str | None = "") -> Computed:
    """`name` is what the item at `path` is called; `of_none` where there is no item."""

    def make(row: Row) -> str | None:
        return composed_description(row, f"{path}__") if row[f"{path}_id"] else of_none

    def condition(account: Account, text: str) -> Condition:
        return Q(**{f"{path}__in": Item.objects.described(account, text).values("pk")})

    needs = (f"{path}_id", *(f"{path}__{name}" for name in NAMED))
    return Computed(name, needs, make, shows=None if of_none is None else Text(), sought=Sought(Text(), condition))
