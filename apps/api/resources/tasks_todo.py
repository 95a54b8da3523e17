"""/tasks_todo: what is planned and in no work order yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from apps.api import paging, periods
from apps.api.fields import Computed, Field, Row
from apps.api.kinds import Date, Text, Whole, Yes
from apps.api.resources.base import ResourceViewSet
from apps.maintenance.models import FIELDS, PlannedTask, Priority, composed_description, month_ahead, trigger_in_words

NAMED = ("code", "description", *FIELDS)


def of_item(*names: str) -> tuple[str, ...]:
    return tuple(f"item__{name}" for name in names)


def describe_item(row: Row) -> str:
    return composed_description(row, "item__")


def describe_parent(row: Row) -> str:
    return composed_description(row, "item__parent__") if row["item__parent_id"] else ""


def describe_trigger(row: Row) -> str:
    return trigger_in_words(row["every_days"], row["every_reading"])


def describe_priority(row: Row) -> str:
    return str(Priority(row["priority"]).label)


def delay(row: Row) -> int:
    """How long it is overdue, in seconds but by whole days, so that the same list read again is the same."""
    return max(timedelta(), timedelta((timezone.now() - row["next_date"]).days)) // timedelta(seconds=1)


class TasksTodoViewSet(ResourceViewSet):
    module = "tasks_todo"
    names = ("tasks_todo",)
    model = PlannedTask
    member = {}
    dates = {"date_maintenance": "next_date"}
    fields = (
        Field("id", Whole()),
        Field("id_task", Whole(), source="id"),
        Field("id_item", Whole(), source="item_id"),
        Field("code", Text(), source="item__code"),
        Computed("item_description", of_item(*NAMED), describe_item),
        Computed("parent_description", of_item("parent_id", *(f"parent__{name}" for name in NAMED)), describe_parent),
        Field("is_active", Yes(), source="item__active"),
        Field("group_task_description", Text()),
        Field("description", Text()),
        Field("task_note", Text(), can_filter=False),
        Computed("trigger_description", ("every_days", "every_reading"), describe_trigger),
        Field("date_maintenance", Date(), source="next_date", can_filter=False),
        Field("cal_date_maintenance", Date(), source="next_date", can_filter=False),
        Field("last_date_maintenance", Date(), source="last_date", can_filter=False),
        Computed("delay", ("next_date",), delay, shows=Whole()),
        Field("duration", Whole(), can_filter=False),
        Field("tasks_types_main_description", Text(), source="task_type_main"),
        Field("tasks_types_description", Text(), source="task_type"),
        Field("tasks_types_2_description", Text(), source="task_type_2"),
        Field("id_priorities", Whole(), source="priority"),
        Computed("priorities_description", ("priority",), describe_priority),
        Field("num_resources", Whole(), can_filter=False),
        Field("replay_counter", Whole(), source="times_done", can_filter=False),
    )
    filters = (Field("code_location", Text()),)

    @property
    def parameters(self) -> set[str]:
        return {*paging.PARAMETERS, *self.filters_by_name, "until"}

    def window(self, given: Mapping[str, str]) -> dict[str, Any]:
        """What is overdue counts in, however long it is."""
        return {"next_date__lte": month_ahead()} if "until" not in given else periods.read(given, self.dates)

    def filtered(self, values: dict[str, Any]) -> QuerySet[Any, dict[str, Any]]:
        code = values.pop("code_location", None)
        rows = super().filtered(values)
        if code is None:
            return rows
        found: QuerySet[Any, dict[str, Any]] = rows.at_location(self.account, code)  # type: ignore[attr-defined]
        return found
