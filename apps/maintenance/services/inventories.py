"""Inventories: a tool or part together with its stock in a warehouse. There is no other row of it than these two."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import Account
from apps.accounts.turns import hold
from apps.audit.actors import Actor
from apps.maintenance.models import Item, ItemType, Warehouse
from apps.maintenance.services.items import create_item, update_item
from apps.maintenance.services.stock import STOCK_FIELDS, adjust_stock, associate_item


@transaction.atomic
def create_inventory(*, account: Account, by: Actor, warehouse: Warehouse, **fields: Any) -> Item:
    """A new part, or tool, that is kept in `warehouse`; `fields` are those of an item and of its stock.

    Raises ValidationError, which names the fields, and CodeTaken.
    """
    hold(account)
    kept = taken_out(fields)
    if fields.setdefault("item_type", ItemType.PART) not in Item.KEPT_IN_STOCK:
        raise ValidationError({"item_type": _("Only tools and parts are kept in stock.")})
    item = create_item(account=account, by=by, **fields)
    associate_item(item=item, warehouse=warehouse, by=by, **kept)
    return item


@transaction.atomic
def update_inventory(*, item: Item, by: Actor, warehouse: Warehouse | None = None, **fields: Any) -> Item:
    """Change `item`, and what is kept of it in `warehouse`; what is not in `fields` stays.

    Raises ValidationError, which names the fields, and CodeTaken.
    """
    hold(item.account)
    kept = taken_out(fields)
    if kept and warehouse is None:
        raise ValidationError({"warehouse": _("This field is required.")})
    item = update_item(item=item, by=by, **fields) if fields else item
    if warehouse:
        adjust_stock(item=item, warehouse=warehouse, by=by, **kept)
    return item


def taken_out(fields: dict[str, Any]) -> dict[str, Any]:
    """Those of `fields` that are about the stock, which the item then has no more."""
    return {name: fields.pop(name) for name in STOCK_FIELDS if name in fields}
