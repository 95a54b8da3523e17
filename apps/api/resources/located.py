"""Rows about items, asked for by the location in which those stand."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import Account
from apps.api.fields import Field
from apps.api.kinds import Text
from apps.maintenance.models import Item

LOCATION = Field("code_location", Text())


def items_located(values: dict[str, Any], account: Account) -> dict[str, Any]:
    """`values` with the items that are in the location, or in one inside it, where one is asked for."""
    code = values.pop(LOCATION.name, None)
    return values if code is None else values | {"item__in": Item.objects.everything_in(account, code).values("pk")}
