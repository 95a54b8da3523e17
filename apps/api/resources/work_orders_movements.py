"""/work_orders_movements: what was asked of the warehouses for work orders, document by document."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from apps.api.fields import Computed, Field, Nested
from apps.api.kinds import Date, Number, Text, Whole
from apps.api.resources.base import ResourceViewSet
from apps.api.resources.costs import FOREIGN_COSTS
from apps.api.resources.described import description_of
from apps.api.seeking import chosen
from apps.common import counting
from apps.maintenance.models import Document, Movement, MovementLine, MovementState

DOCUMENTS = {one.value: one.name for one in Document}
STATES = {one.value: one.name for one in MovementState}
LINE = (
    Field("code", Text(), source="item__code"),
    description_of("item", "items_description"),
    Field("qty", Number()),
    Field("qty_pending", Number()),
    Field("units_code", Text(), source="item__units_code"),
    Field("unit_cost_company", Number()),
    Field("total_cost_company", Number()),
    FOREIGN_COSTS,
)


class WorkOrderMovementViewSet(ResourceViewSet):
    """Every text is there, and blank when nothing is known."""

    module = "work_orders"
    names = ("work_orders_movements",)
    model = Movement
    member = {}
    dates = {"date": "date"}
    fields = (
        Field("id", Whole()),
        Computed("code", ("number",), lambda row: str(row["number"])),
        Field("folio_source", Text()),
        Computed(
            "document", ("document",), lambda row: DOCUMENTS[row["document"]], sought=chosen("document", DOCUMENTS)
        ),
        Field("date", Date()),
        Field("warehouses_source_code", Text(), source="source__code"),
        Field("warehouses_source_description", Text(), source="source__description"),
        Computed(
            "movements_states_description", ("state",), lambda row: STATES[row["state"]], sought=chosen("state", STATES)
        ),
        Nested("list_items", MovementLine.objects.for_api, of="movement_id", fields=LINE),
    )
    filters = (Field("code", Whole(), source="number"),)

    def rows(self) -> QuerySet[Any]:
        return Movement.objects.for_work_orders(self.account)

    def kept_total(self, values: dict[str, Any]) -> int | None:
        return counting.total(Movement, self.account, {"document": Document.WORK_ORDER.value}) if not values else None
