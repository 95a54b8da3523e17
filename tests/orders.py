"""People, work orders and planned tasks for tests, made by the services."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from apps.accounts.models import Account
from apps.maintenance.models import Item, Person, PlannedTask, WorkOrder, WorkTask
from apps.maintenance.services.people import create_person
from apps.maintenance.services.plans import create_planned_task
from apps.maintenance.services.work_orders import create_work_order
from tests.api.helpers import new_item
from tests.factories import TESTER


def new_person(account: Account, code: str = "TEC-1", **fields: Any) -> Person:
    fields.setdefault("first_name", "Nuria")
    return create_person(account=account, by=TESTER, code=code, **fields)


def an_item(account: Account, code: str = "EQ-1") -> Item:
    """The account's item with this code, made unless it is there."""
    return Item.objects.find(account, code=code) or new_item(account, code)


def new_order(account: Account, item: Item | None = None, *, tasks: int = 1, **fields: Any) -> WorkOrder:
    """A work order with so many tasks on `item`."""
    found = item or an_item(account)
    described = [{"item": found, "description": f"Revisar {number}"} for number in range(1, tasks + 1)]
    return create_work_order(account=account, by=TESTER, tasks=described, **fields)


def new_task(account: Account, code: str = "EQ-1") -> WorkTask:
    """The only task of a new order, on the item with this code."""
    return new_order(account, an_item(account, code)).tasks.get()


def new_plan(account: Account, code: str = "EQ-1", *, days: int = 1, **fields: Any) -> PlannedTask:
    """A pending task on the item with this code, due in so many days."""
    fields.setdefault("next_date", timezone.now() + timedelta(days=days))
    fields.setdefault("description", f"Engrasar {code}")
    return create_planned_task(account=account, by=TESTER, item=an_item(account, code), **fields)
