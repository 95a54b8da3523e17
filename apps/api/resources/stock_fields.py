"""What the resources about stock have in common: how a warehouse is named, and what is kept of an item there."""

from __future__ import annotations

from apps.api.fields import Field, Input
from apps.api.kinds import Number, Text, Whole
from apps.api.pointers import Pointer
from apps.api.resources.costs import CURRENCY, FOREIGN_COSTS
from apps.maintenance.models import Warehouse

WAREHOUSE_NAMES = {"code_warehouse": "code", "id_warehouse": "pk"}
WAREHOUSE = Pointer("warehouse", WAREHOUSE_NAMES, Warehouse.objects.for_api)
REQUIRED_WAREHOUSE = Pointer("warehouse", WAREHOUSE_NAMES, Warehouse.objects.for_api, is_required=True)

IN_A_WAREHOUSE = (
    Field("id_warehouse", Whole(), source="warehouse_id"),
    Field("code_warehouse", Text(), source="warehouse__code"),
    Field("warehouses_description", Text(), source="warehouse__description"),
    Field("location", Text()),
    Field("stock", Number()),
    Field("unit_cost_stock", Number()),
    Field("min_stock_level", Number()),
    Field("max_stock_level", Number()),
    Field("reorder_level", Number()),
    FOREIGN_COSTS,
)
FIGURES = (Input("stock", Number()), Input("unit_cost_stock", Number()), CURRENCY)
LEVELS = (
    Input("location", Text()),
    Input("min_stock_level", Number()),
    Input("max_stock_level", Number()),
    Input("reorder_level", Number()),
)
