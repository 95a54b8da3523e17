"""The stock of an item in a warehouse: begun once, and changed so that every change is explained."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.turns import hold
from apps.audit.actors import Actor
from apps.audit.record import diff, record
from apps.common.writing import apply, values
from apps.maintenance.models import Document, Item, Stock, Warehouse
from apps.maintenance.models.costed import in_words, plain
from apps.maintenance.services.costs import CURRENCY, in_own_currency
from apps.maintenance.services.movements import Line, note_movement

FIGURES = ("location", "stock", "unit_cost_stock", "min_stock_level", "max_stock_level", "reorder_level")
STOCK_FIELDS = (*FIGURES, CURRENCY)
"""`currency`: the one that the unit cost is given in; without it, the account's own."""
COSTS = ("unit_cost_stock",)


class AssociatedBefore(Exception):
    """The item is kept in this warehouse already."""


@transaction.atomic
def associate_item(*, item: Item, warehouse: Warehouse, by: Actor, **fields: Any) -> Stock:
    """From now on `item` is kept in `warehouse`; `fields` are those of STOCK_FIELDS.

    A stock that it begins with leaves a movement. Raises ValidationError and AssociatedBefore.
    """
    # Every stock begins and changes while its account is held, so nobody begins the same one meanwhile.
    hold(item.account)
    if Stock.objects.held(item, warehouse):
        raise AssociatedBefore
    row = Stock(account=item.account, item=item, warehouse=warehouse)
    before = figures(row)
    apply(row, in_own_currency(row, fields, COSTS, at=None))
    _note_difference(row, Decimal(0), Document.ENTRY)
    changes = diff(before, figures(row))
    record("inventories.item_associated", account=item.account, actor=by, target=row, changes=changes)
    return row


@transaction.atomic
def adjust_stock(*, item: Item, warehouse: Warehouse, by: Actor, **fields: Any) -> Stock:
    """Set what is in `fields` (those of STOCK_FIELDS); the difference in stock leaves a movement.

    Two at once take turns, and each records what it found and what it left. Raises ValidationError.
    """
    hold(item.account)
    row = Stock.objects.held(item, warehouse)
    if row is None:
        raise ValidationError({"warehouse": _("This item is not kept in this warehouse.")})
    before, stock = figures(row), row.stock
    apply(row, in_own_currency(row, fields, COSTS, at=None))
    _note_difference(row, stock, Document.ADJUSTMENT)
    changes = diff(before, figures(row))
    if changes:
        record("inventories.stock_adjusted", account=item.account, actor=by, target=row, changes=changes)
    return row


def figures(row: Stock) -> dict[str, Any]:
    """The fields of `row` as the record shows them: 12.500 is 12.5."""
    found = values(row, FIGURES)
    shown = {name: plain(value) if isinstance(value, Decimal) else value for name, value in found.items()}
    return shown | {"foreign_costs": in_words(row.foreign_costs)}


def _note_difference(row: Stock, before: Decimal, document: Document) -> None:
    if row.stock != before:
        line = Line(row.item, row.stock - before, row.unit_cost_stock, foreign_costs=row.foreign_costs)
        note_movement(source=row.warehouse, document=document, lines=[line])
