"""Warehouses with something in them, for the tests about stock."""

from decimal import Decimal
from typing import Any

from apps.accounts.models import Account
from apps.maintenance.models import Document, Item, ItemType, Movement, Stock, Warehouse
from apps.maintenance.services.inventories import create_inventory
from apps.maintenance.services.movements import Line, note_movement
from apps.maintenance.services.warehouses import create_warehouse
from tests.factories import TESTER

UNIT = {"units_code": "UN", "units_description": "Unidad"}


def new_warehouse(account: Account, code: str = "ALM-1", **fields: Any) -> Warehouse:
    fields.setdefault("description", f"Almacén {code}")
    return create_warehouse(account=account, by=TESTER, code=code, **fields)


def new_part(account: Account, code: str = "REP-1", warehouse: Warehouse | None = None, **fields: Any) -> Item:
    """A part that is kept in `warehouse`, or in one of its own."""
    fields = UNIT | {"field_1": f"Rodamiento {code}", "item_type": ItemType.PART} | fields
    kept_in = warehouse or new_warehouse(account, f"ALM-{code}")
    return create_inventory(account=account, by=TESTER, warehouse=kept_in, code=code, **fields)


def new_stock(account: Account, code: str = "REP-1", warehouse: Warehouse | None = None, **fields: Any) -> Stock:
    return new_part(account, code, warehouse, **fields).stocks.get()


def new_movement(warehouse: Warehouse, *items: Item, folio: str = "OT-1", **fields: Any) -> Movement:
    """What was taken for a work order: two of each of `items`."""
    lines = [Line(item, Decimal(2), Decimal("1.5"), qty_pending=Decimal(1)) for item in items]
    return note_movement(source=warehouse, document=Document.WORK_ORDER, folio_source=folio, lines=lines, **fields)
