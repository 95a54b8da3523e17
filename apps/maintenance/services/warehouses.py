"""Adding warehouses."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from apps.accounts.models import Account
from apps.audit.actors import Actor
from apps.audit.record import diff, record
from apps.common.codes import taken_code_named
from apps.common.writing import apply, values
from apps.maintenance.models import Warehouse

WAREHOUSE_FIELDS = (
    "code", "description", "address", "city", "state", "country", "zip_code", "external_integration",
    "transfer_approval", "active", "visible_to_all",
)  # fmt: skip


@transaction.atomic
def create_warehouse(*, account: Account, by: Actor, **fields: Any) -> Warehouse:
    """Add a warehouse; `fields` are those of WAREHOUSE_FIELDS. Raises ValidationError and CodeTaken."""
    warehouse = Warehouse(account=account)
    blank = values(warehouse, WAREHOUSE_FIELDS)
    with taken_code_named():
        apply(warehouse, fields)
    changes = diff(blank, values(warehouse, WAREHOUSE_FIELDS))
    record("warehouses.warehouse_created", account=account, actor=by, target=warehouse, changes=changes)
    return warehouse
