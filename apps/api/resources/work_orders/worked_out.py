"""What a row of /work_orders shows and no column holds, and how rows are found by it."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Exists, OuterRef, Q

from apps.accounts.models import Account
from apps.api.fields import Row
from apps.api.filters import Condition
from apps.maintenance.models import TaskStatus, WorkOrder

RESOURCES = ("resources_inventory", "resources_human_resources", "resources_services")


def is_done(row: Row) -> bool:
    return bool(row["task_status"] == TaskStatus.DONE)


def that_are_done(account: Account, value: bool) -> Condition:
    return Q(task_status=TaskStatus.DONE) if value else ~Q(task_status=TaskStatus.DONE)


def has_children(row: Row) -> bool:
    return bool(row["children"])


def of_parents(account: Account, value: bool) -> Condition:
    has_some = Exists(WorkOrder.objects.of(account).filter(parent=OuterRef("work_order")))
    return Q(has_some) if value else ~Q(has_some)


def total_cost(row: Row) -> float:
    return float(sum((row[name] or Decimal(0) for name in RESOURCES), Decimal(0)))


def no_picture(row: Row) -> str:
    """There are no pictures of people here."""
    return ""
