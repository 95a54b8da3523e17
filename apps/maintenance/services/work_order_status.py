"""The way of a work order from being in process to its end."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit.actors import Actor
from apps.audit.record import diff, record
from apps.common.writing import apply, values
from apps.maintenance.models import Person, WorkOrder, WorkOrderStatus
from apps.maintenance.services.people import for_person
from apps.maintenance.services.plans import done_with, given_back
from apps.maintenance.services.tasks import finish_all, sum_up
from apps.maintenance.services.work_orders import held

STATUS_FIELDS = ("status", "review_date", "wo_final_date")


@transaction.atomic
def change_status(*, order: WorkOrder, status: int, by: Actor, person: Person | None = None) -> WorkOrder:
    """Bring `order` into another status, for `person` if one is named; the one that it has already changes nothing.

    Raises ValidationError about `status` for a step that there is not, with those that there are.
    """
    order, now = held(order), timezone.now()
    if status == order.status:
        return order
    _require_step(order, status)
    before = values(order, STATUS_FIELDS)
    apply(order, {"status": status} | _moments(status, now))
    _follow(order, now)
    changes = diff(before, values(order, STATUS_FIELDS)) | for_person(person)
    record("work_orders.status_changed", account=order.account, actor=by, target=order, changes=changes)
    return order


def _moments(status: int, now: datetime) -> dict[str, Any]:
    if status == WorkOrderStatus.UNDER_REVIEW:
        return {"review_date": now}
    if status == WorkOrderStatus.IN_PROCESS:
        return {"review_date": None}
    return {"wo_final_date": now} if status == WorkOrderStatus.COMPLETED else {}


def _follow(order: WorkOrder, now: datetime) -> None:
    """What the end of an order means for its tasks and for the plan."""
    if order.status == WorkOrderStatus.COMPLETED:
        finish_all(order, now)
        sum_up(order)
        done_with(order, now)
    if order.status == WorkOrderStatus.CANCELLED:
        given_back(order)


def _require_step(order: WorkOrder, status: int) -> None:
    possible = WorkOrder.NEXT[order.status]
    if status in possible:
        return
    if not possible:
        text = _("This work order is closed; its status cannot be changed any more.")
        raise ValidationError({"status": text})
    named = ", ".join(f"{step.value} ({step.label})" for step in possible)
    raise ValidationError({"status": _("From its status now it can only become: %(steps)s.") % {"steps": named}})
