"""The row of /work_orders, in groups: what is the order's, its people's, the item's, and the task's."""

from __future__ import annotations

from typing import Any

from apps.api.fields import AnyField, Computed, Field, Kind
from apps.api.filters import Sought
from apps.api.kinds import Date, Number, Text, Whole, Yes
from apps.api.resources.costs import FOREIGN_COSTS
from apps.api.resources.described import description_of
from apps.api.resources.work_orders.worked_out import (
    RESOURCES,
    has_children,
    is_done,
    no_picture,
    of_parents,
    that_are_done,
    total_cost,
)
from apps.api.seeking import always, sum_of


def of_order(name: str, kind: Kind, **options: Any) -> Field:
    """A field of the order, which can be written under its own name."""
    return Field(name, kind, **{"source": f"work_order__{name}", "writes": name} | options)


def kept(name: str, kind: Kind, source: str, **options: Any) -> Field:
    """A field of the order that only the server writes."""
    return Field(name, kind, source=f"work_order__{source}", **options)


def of_task(name: str, kind: Kind, *inputs: str, **options: Any) -> Field:
    """A field of the task, which can be written under its own name and under `inputs`."""
    return Field(name, kind, writes=name, inputs=inputs, **options)


def moment(name: str, *inputs: str) -> Field:
    return of_task(name, Date(allow_null=True), *inputs)


def seconds(name: str) -> Field:
    return of_task(name, Whole(min_value=0, max_value=2**31 - 1))


def money(name: str) -> Field:
    return of_task(name, Number())


ORDER: tuple[AnyField, ...] = (
    kept("id_work_order", Whole(), "id"),
    Field("wo_folio", Text(), source="folio"),
    kept("id_status_work_order", Whole(), "status"),
    of_order("work_orders_status_custom_description", Text()),
    Field("creation_date", Date()),
    kept("review_date", Date(), "review_date"),
    kept("wo_final_date", Date(), "wo_final_date"),
    kept("completed_percentage", Whole(), "completed_percentage"),
    kept("tasks_duration", Whole(), "tasks_duration"),
    of_order("id_request", Whole(allow_null=True, min_value=1)),
    of_order("requested_by", Text()),
    of_order("note", Text()),
    of_order("rating", Whole(allow_null=True, min_value=0, max_value=5)),
    of_order("costs_center_description", Text()),
    of_order("enable_budget", Yes()),
    of_order("is_offline", Yes()),
    of_order("id_parent_wo", Whole(allow_null=True), source="work_order__parent_id", writes="parent"),
    Computed("has_children", ("children",), has_children, shows=Yes(), sought=Sought(Yes(), of_parents)),
    Field("children", Whole(), can_filter=False),
    Field("id_company", Whole(), source="account_number"),
)
PEOPLE: tuple[AnyField, ...] = (
    kept("created_by", Text(), "created_by"),
    kept("code_create_by", Text(), "code_create_by"),
    Field("personnel_description", Text(), source="responsible_name"),
    Computed("personnel_path_image", (), no_picture, sought=always("")),
    Field("code_responsible", Text(), source="responsible_code", writes="responsible", inputs=("responsible_code",)),
    of_order("signature", Text()),
    of_order("details_signature", Text()),
)
ITEM: tuple[AnyField, ...] = (
    Field("code", Text(), source="item__code"),
    description_of("item", "items_log_description"),
    description_of("item__parent", "parent_description"),
    Field("id_parent", Whole(), source="item__parent_id"),
    Field("groups_description", Text(), source="item__groups_description"),
    Field("groups_1_description", Text(), source="item__groups_1_description"),
    Field("groups_2_description", Text(), source="item__groups_2_description"),
)
TASK: tuple[AnyField, ...] = (
    Field("id_work_orders_tasks", Whole(), source="id"),
    Field("id_group_task", Whole(), source="planned_task_id"),
    of_task("description", Text(), "task_description"),
    of_task("task_note", Text()),
    of_task("task_status", Text()),
    Computed("done", ("task_status",), is_done, shows=Yes(), sought=Sought(Yes(), that_are_done)),
    of_task("id_priorities", Whole(), "priority"),
    of_task("tasks_log_task_type_main", Text(), "task_type_main"),
    of_task("tasks_log_types_description", Text(), "task_type_description"),
    of_task("tasks_log_types_2_description", Text(), "task_type_2_description"),
    of_task("trigger_description", Text()),
    of_task("user_assigned", Text()),
)
TIMES: tuple[AnyField, ...] = (
    moment("date_maintenance"),
    moment("cal_date_maintenance"),
    moment("first_date_task"),
    moment("initial_date"),
    moment("final_date"),
    moment("event_date", "date_incident"),
    seconds("duration"),
    seconds("real_duration"),
    of_task("stop_assets", Yes()),
    seconds("stop_assets_sec"),
)
COSTS: tuple[AnyField, ...] = (
    *(money(name) for name in RESOURCES),
    Computed("total_cost_task", RESOURCES, total_cost, shows=Number(), sought=sum_of(*RESOURCES)),
    FOREIGN_COSTS,
)
FAILURE: tuple[AnyField, ...] = (
    of_task("types_description", Text()),
    of_task("causes_description", Text()),
    of_task("detection_method_description", Text()),
    of_task("severiry_description", Text()),
    of_task("damages_types_description", Text()),
    of_task("caused_damage", Yes()),
)
OF_ORDER, OF_TASK = (*ORDER, *PEOPLE), (*ITEM, *TASK, *TIMES, *COSTS, *FAILURE)
ROW: tuple[AnyField, ...] = (*OF_ORDER, *OF_TASK)
