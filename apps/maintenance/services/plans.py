"""Planning tasks, putting them into work orders, and what becomes of the plan afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from apps.accounts.models import Account
from apps.audit.actors import Actor
from apps.audit.record import diff, record
from apps.common.writing import apply, values
from apps.company.calendar.loading import calendar_of, use_calendar
from apps.company.catalogs.accepting import accepted
from apps.maintenance.models import MeterReading, PlannedTask, WorkOrder, trigger_in_words

PLAN_FIELDS = (
    "item", "group_task_description", "description", "task_note", "task_type_main", "task_type", "task_type_2",
    "priority", "duration", "num_resources", "every_days", "every_reading", "meter", "every_value", "next_value",
    "next_date", "last_date", "active",
)  # fmt: skip


@transaction.atomic
def create_planned_task(*, account: Account, by: Actor, **fields: Any) -> PlannedTask:
    """Plan a task; `fields` are those of PLAN_FIELDS. One that is planned for a holiday is due on the next working day.

    Raises ValidationError, which names the fields.
    """
    planned = PlannedTask(account=account)
    use_calendar(account)
    found = accepted(planned, fields)
    apply(planned, reading_in_words(account, fields) | found | due(account, fields.get("next_date")))
    changes = diff(dict.fromkeys(PLAN_FIELDS), values(planned, PLAN_FIELDS))
    record("tasks_todo.task_planned", account=account, actor=by, target=planned, changes=changes)
    return planned


def reading_in_words(account: Account, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of a task that is due every so much on a meter, in the account's language."""
    meter, every = fields.get("meter"), fields.get("every_value")
    if meter is None or not every:
        return {}
    with translation.override(account.language):
        words = _("Every %(value)s %(unit)s") % {"value": f"{Decimal(every).normalize():f}", "unit": meter.units_code}
    return {"every_reading": words}


def pending_ones(account: Account, keys: Sequence[int]) -> list[PlannedTask]:
    """The planned tasks `keys`, held until the transaction ends. Raises ValidationError about `planned` unless all
    of them are pending.
    """
    found = PlannedTask.objects.held(account, list(keys))
    unknown = sorted(set(keys) - {planned.pk for planned in found})
    if unknown:
        named = ", ".join(map(str, unknown))
        raise ValidationError(
            {"planned": _("What is named here does not exist or is not pending: %(keys)s.") % {"keys": named}}
        )
    return found


def as_task(planned: PlannedTask) -> dict[str, Any]:
    """What a task of a work order takes from the plan; what triggered it is said in the account's language."""
    with translation.override(planned.account.language):
        trigger = trigger_in_words(planned.every_days, planned.every_reading)
    return {
        "planned_task": planned, "item": planned.item, "description": planned.description,
        "task_note": planned.task_note, "tasks_log_task_type_main": planned.task_type_main,
        "tasks_log_types_description": planned.task_type, "tasks_log_types_2_description": planned.task_type_2,
        "id_priorities": planned.priority, "duration": planned.duration, "trigger_description": trigger,
        "date_maintenance": planned.next_date, "cal_date_maintenance": planned.planned_date,
        "first_date_task": planned.next_date,
    }  # fmt: skip


def put_into(order: WorkOrder, plans: Sequence[PlannedTask]) -> None:
    """They are not pending any more."""
    for planned in plans:
        apply(planned, {"work_order": order})


def due(account: Account, date: datetime | None) -> dict[str, datetime | None]:
    """What a task has that is planned for `date`, by the account's calendar. Whoever asks has said `use_calendar`."""
    return {"planned_date": date, "next_date": calendar_of(account).working_moment(date) if date else None}


def done_with(order: WorkOrder, at: datetime) -> None:
    """What the order did is planned for its next time; what is done only once is not in force any more."""
    use_calendar(order.account)
    for planned in order.planned_tasks.select_for_update(of=("self",)):
        again = due(order.account, planned.date_after(at)) | {"next_value": planned.value_after()}
        done = {"last_date": at, "times_done": planned.times_done + 1, "active": planned.is_repeated}
        apply(planned, again | done | {"work_order": None})


def made_due(reading: MeterReading) -> None:
    """Whatever was waiting for its meter to show so much is due since the newest reading of it."""
    use_calendar(reading.account)
    for planned in PlannedTask.objects.reached(reading.meter, reading.date_reading):
        apply(planned, due(reading.account, reading.date_reading))


def given_back(order: WorkOrder) -> None:
    """What the order did not do is pending again, for the date that it had, as the calendar has it by now."""
    use_calendar(order.account)
    for planned in order.planned_tasks.select_for_update(of=("self",)):
        apply(planned, due(order.account, planned.planned_date) | {"work_order": None})
