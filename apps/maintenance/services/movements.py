"""Movements: the document of whatever changes a stock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.common.writing import apply
from apps.maintenance.models import Document, Item, Movement, MovementLine, MovementState, NumberingKind, Warehouse
from apps.maintenance.services.numbering import next_number

SMALLEST_COST = Decimal("0.000001")


@dataclass(frozen=True)
class Line:
    """So much of an item at its cost; `qty` below nothing is what is gone."""

    item: Item
    qty: Decimal
    unit_cost: Decimal
    qty_pending: Decimal = Decimal(0)
    foreign_costs: Sequence[Mapping[str, Any]] = ()
    """Of the unit cost, where that was given in another currency (apps/maintenance/models/costed.py)."""


@transaction.atomic
def note_movement(
    *, source: Warehouse, document: Document, lines: Iterable[Line], folio_source: str = "",
    state: MovementState = MovementState.DELIVERED, date: datetime | None = None,
) -> Movement:  # fmt: skip
    """The account's next movement, of goods in `source`. Whoever moves them records it. Raises ValidationError."""
    number = next_number(account=source.account, kind=NumberingKind.MOVEMENT)
    movement = Movement(account=source.account, number=number)
    fields = {"source": source, "document": document, "folio_source": folio_source, "state": state}
    apply(movement, fields | {"date": date or timezone.now()})
    for line in lines:
        _add(movement, line)
    return movement


def _add(movement: Movement, line: Line) -> None:
    fields = {
        "item": line.item, "qty": line.qty, "qty_pending": line.qty_pending, "unit_cost_company": line.unit_cost,
        "total_cost_company": (line.qty * line.unit_cost).quantize(SMALLEST_COST),
        "foreign_costs": [{**entry, "field": "unit_cost_company"} for entry in line.foreign_costs],
    }  # fmt: skip
    apply(MovementLine(account=movement.account, movement=movement), fields)
