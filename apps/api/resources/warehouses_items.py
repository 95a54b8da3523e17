"""/warehouses_items: what is kept in a warehouse."""

from __future__ import annotations

from apps.api.fields import Field
from apps.api.kinds import Text, Whole
from apps.api.resources.base import ResourceViewSet
from apps.api.resources.described import description_of
from apps.api.resources.stock_fields import IN_A_WAREHOUSE
from apps.maintenance.models import Stock


class WarehouseItemViewSet(ResourceViewSet):
    """`code` goes out as the item's, and comes in as the warehouse's: which warehouse is asked about."""

    module = "warehouses"
    names = ("warehouses_items",)
    model = Stock
    lists_all = True
    member = {}
    fields = (
        Field("id", Whole()),
        Field("id_item", Whole(), source="item_id"),
        Field("code", Text(), source="item__code"),
        Field("id_type_item", Whole(), source="item__item_type"),
        description_of("item", "description"),
        Field("field_1", Text(), source="item__field_1"),
        Field("barcode", Text(), source="item__barcode"),
        Field("units_code", Text(), source="item__units_code"),
        Field("units_description", Text(), source="item__units_description"),
        *IN_A_WAREHOUSE,
    )
    filters = (
        Field("code", Text(), source="warehouse__code"),
        Field("code_warehouse", Text(), source="warehouse__code"),
        Field("code_item", Text(), source="item__code"),
    )
