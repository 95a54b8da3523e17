"""/tasks_todo: what is planned and in no work order yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from apps.accounts.models import Account
from apps.api import paging, periods
from apps.api.documented import Documented
from apps.api.fields import Computed, Field, Row
from apps.api.filters import NOTHING, Condition, Sought
from apps.api.kinds import Date, Text, Whole, Yes
from apps.api.resources.base import ResourceViewSet
from apps.api.resources.described import description_of
from apps.api.resources.located import LOCATION, items_located
from apps.api.seeking import labelled
from apps.maintenance.models import PlannedTask, Priority, days_in_words, month_ahead, trigger_in_words

BY_PRIORITY = labelled("priority", lambda: Priority.choices)
DAY = timedelta(days=1)
MOST_DELAYED = timedelta(days=365_000).total_seconds()


def describe_trigger(row: Row) -> str:
    return trigger_in_words(row["every_days"], row["every_reading"])


def describe_priority(row: Row) -> str:
    return str(Priority(row["priority"]).label)


def delay(row: Row) -> int:
    """How long it is overdue, in seconds but by whole days, so that the same list read again is the same."""
    return max(timedelta(), timedelta((timezone.now() - row["next_date"]).days)) // timedelta(seconds=1)


def delayed(account: Account, seconds: int) -> Condition:
    """Overdue by so many whole days."""
    if seconds < 0 or seconds % DAY.total_seconds() or seconds > MOST_DELAYED:
        return NOTHING
    since = timezone.now() - timedelta(seconds=seconds)
    return Q(next_date__gt=since - DAY) & (Q(next_date__lte=since) if seconds else Q())


def triggered(account: Account, words: str) -> Condition:
    """By the words for what makes it due, in the caller's language."""
    return Q(every_reading=words) | Q(every_reading="", every_days__in=days_in_words(words))


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
        description_of("item", "item_description"),
        description_of("item__parent", "parent_description"),
        Field("is_active", Yes(), source="item__active"),
        Field("group_task_description", Text()),
        Field("description", Text()),
        Field("task_note", Text()),
        Computed(
            "trigger_description", ("every_days", "every_reading"), describe_trigger, sought=Sought(Text(), triggered)
        ),
        Field("date_maintenance", Date(), source="next_date"),
        Field("cal_date_maintenance", Date(), source="planned_date"),
        Field("last_date_maintenance", Date(), source="last_date"),
        Computed("delay", ("next_date",), delay, shows=Whole(), sought=Sought(Whole(), delayed)),
        Field("duration", Whole()),
        Field("tasks_types_main_description", Text(), source="task_type_main"),
        Field("tasks_types_description", Text(), source="task_type"),
        Field("tasks_types_2_description", Text(), source="task_type_2"),
        Field("id_priorities", Whole(), source="priority"),
        Computed("priorities_description", ("priority",), describe_priority, sought=BY_PRIORITY),
        Field("num_resources", Whole()),
        Field("replay_counter", Whole(), source="times_done"),
    )
    documented = {
        "list": Documented(does=gettext_lazy("Of more than 100,000 pending tasks, `total` may be an estimate."))
    }
    led_to = (LOCATION.name,)
    filters = (LOCATION,)

    @property
    def parameters(self) -> set[str]:
        return {*paging.PARAMETERS, *self.filters_by_name, "until"}

    def window(self, given: Mapping[str, str]) -> dict[str, Any]:
        """What is overdue counts in, however long it is."""
        return {"next_date__lte": month_ahead()} if "until" not in given else periods.read(given, self.dates)

    def columns(self, values: dict[str, Any]) -> dict[str, Any]:
        return items_located(values, self.account)
