"""Entries of catalogs for tests, and a write of every column that takes its values from one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from apps.accounts.models import Account
from apps.common.models import AccountOwned
from apps.company import catalogs
from apps.company.catalogs import Use
from apps.company.models import CatalogEntry, Document
from apps.company.services.catalogs import create_entry
from apps.maintenance.models import Item, ItemType, Meter, PlannedTask, WorkRequest, WorkTask
from apps.maintenance.services.items import create_item
from apps.maintenance.services.work_orders import create_work_order
from tests.documents import new_document
from tests.factories import TESTER
from tests.meters import new_meter, new_request
from tests.orders import an_item, new_plan

Write = Callable[..., AccountOwned]


def new_entry(account: Account, catalog: str = "causes", code: str = "C-1", **fields: Any) -> CatalogEntry:
    """An entry; with no name given, one in each language: "Valor C-1", "Value C-1", "Opção C-1"."""
    if not any(name.startswith("name") for name in fields):
        fields |= {"name_es": f"Valor {code}", "name_en": f"Value {code}", "name_pt_br": f"Opção {code}"}
    return create_entry(account=account, catalog=catalog, by=TESTER, code=code, **fields)


def new_task_with(account: Account, **fields: Any) -> WorkTask:
    task = {"item": an_item(account), "description": "Revisar"} | fields
    return create_work_order(account=account, by=TESTER, tasks=[task]).tasks.get()


def new_item_with(account: Account, **fields: Any) -> Item:
    number = Item.objects.of(account).count()
    given = {"code": f"I-{number}", "item_type": ItemType.EQUIPMENT, "field_1": "Bomba"} | fields
    return create_item(account=account, by=TESTER, **given)


def new_meter_with(account: Account, **fields: Any) -> Meter:
    number = Meter.objects.of(account).count()
    return new_meter(account, serial=f"S-{number}", **({"units_code": "", "units_description": ""} | fields))


def new_document_with(account: Account, **fields: Any) -> Document:
    return new_document(account, f"D-{Document.objects.of(account).count()}", **fields)


WRITES: dict[type[AccountOwned], Write] = {
    Document: new_document_with,
    Item: new_item_with,
    Meter: new_meter_with,
    PlannedTask: new_plan,
    WorkRequest: new_request,
    WorkTask: new_task_with,
}
"""How a row of each model is written by its service."""

USES: list[tuple[str, Use]] = [(kind.name, use) for kind in catalogs.every() for use in kind.uses]
