"""The tasks of a work order: adding, changing, finishing, summing up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit.actors import Actor
from apps.audit.record import diff, record
from apps.common.writing import apply, values
from apps.company.catalogs.accepting import Known, accepted
from apps.maintenance.models import Person, TaskStatus, WorkOrder, WorkTask
from apps.maintenance.models.costed import in_words
from apps.maintenance.models.task import COSTS
from apps.maintenance.services.costs import CURRENCY, in_own_currency
from apps.maintenance.services.people import for_person

TASK_FIELDS = (
    "item", "description", "task_note", "task_status", "tasks_log_task_type_main", "tasks_log_types_description",
    "tasks_log_types_2_description", "id_priorities", "trigger_description", "user_assigned", "date_maintenance",
    "cal_date_maintenance", "first_date_task", "initial_date", "final_date", "event_date", "duration",
    "real_duration", "stop_assets", "stop_assets_sec", "resources_inventory", "resources_human_resources",
    "resources_services", "types_description", "causes_description", "detection_method_description",
    "severiry_description", "damages_types_description", "caused_damage",
)  # fmt: skip
TASK_INPUTS = (*TASK_FIELDS, CURRENCY)
"""`currency`: the one that the costs beside it are in; without it, the account's own."""
MAX_TASKS = 100
IS_DONE = Q(task_status=TaskStatus.DONE)


class InvalidTask(ValidationError):
    """What is wrong with the task at `position` (from 0) of those that were given."""

    def __init__(self, error: ValidationError, position: int) -> None:
        super().__init__(error.message_dict)
        self.position = position


def add_tasks(order: WorkOrder, tasks: Sequence[Mapping[str, Any]], planned: Sequence[Mapping[str, Any]] = ()) -> None:
    """Add `tasks`, and those that were `planned`, whose values were accepted when they were.

    Raises ValidationError about `tasks` when there are none or too many, and InvalidTask.
    """
    if not 1 <= len(tasks) + len(planned) <= MAX_TASKS:
        text = _("A work order has from 1 to %(most)s tasks.") % {"most": MAX_TASKS}
        raise ValidationError({"tasks": text})
    known = Known.for_all(order.account, [(new_task(order), fields) for fields in tasks])
    for position, fields in enumerate((*tasks, *planned)):
        task = new_task(order)
        try:
            found = known.accept(task, fields) if position < len(tasks) else fields
            apply(task, priced(task, with_moments(task, found)))
        except ValidationError as error:
            raise InvalidTask(error, position) from error


def new_task(order: WorkOrder) -> WorkTask:
    return WorkTask(account=order.account, work_order=order, folio=order.folio, creation_date=order.creation_date)


@transaction.atomic
def change_task(*, task: WorkTask, by: Actor, person: Person | None = None, **fields: Any) -> WorkTask:
    """Change `task`; `fields` are those of TASK_INPUTS. Whoever calls holds its order. Raises ValidationError."""
    task.refresh_from_db()
    before = recorded(task)
    apply(task, priced(task, with_moments(task, accepted(task, fields))))
    changes = diff(before, recorded(task))
    if changes:
        changes |= for_person(person)
        record("work_orders.task_changed", account=task.account, actor=by, target=task, changes=changes)
    return task


def recorded(task: WorkTask) -> dict[str, Any]:
    return values(task, TASK_FIELDS) | {"foreign_costs": in_words(task.foreign_costs)}


def priced(task: WorkTask, fields: dict[str, Any]) -> dict[str, Any]:
    """`fields` with costs in the account's currency: as of the day on which the task was finished, or else today."""
    return in_own_currency(task, fields, COSTS, at=fields.get("final_date", task.final_date))


def with_moments(task: WorkTask, fields: Mapping[str, Any]) -> dict[str, Any]:
    """`fields` with what follows from the status: when it was started and finished, and how long that took."""
    status = fields.get("task_status", task.task_status)
    if status == task.task_status:
        return dict(fields)
    found: dict[str, Any] = {}
    if status == TaskStatus.IN_PROGRESS and task.initial_date is None:
        found["initial_date"] = timezone.now()
    if status == TaskStatus.DONE and task.final_date is None:
        found["final_date"] = timezone.now()
    if task.task_status == TaskStatus.DONE:
        found["final_date"] = None
    return _with_real_duration(task, found | dict(fields))


def _with_real_duration(task: WorkTask, fields: dict[str, Any]) -> dict[str, Any]:
    started = fields.get("initial_date", task.initial_date)
    finished = fields.get("final_date", task.final_date)
    if not started or not finished or finished < started or task.real_duration:
        return fields
    return {"real_duration": int((finished - started).total_seconds())} | fields


def finish_all(order: WorkOrder, at: datetime) -> None:
    """Whatever is not done yet is done now."""
    for task in order.tasks.exclude(IS_DONE).order_by("pk"):
        finished = max(filter(None, (at, task.initial_date)))
        apply(task, with_moments(task, {"task_status": TaskStatus.DONE, "final_date": finished}))


def sum_up(order: WorkOrder) -> None:
    """Bring up to date what the order says of its tasks as a whole."""
    found = order.tasks.aggregate(number=Count("pk"), done=Count("pk", filter=IS_DONE), seconds=Sum("duration"))
    order.completed_percentage = 100 * found["done"] // found["number"]
    order.tasks_duration = found["seconds"]
    order.save(update_fields=["completed_percentage", "tasks_duration"])
