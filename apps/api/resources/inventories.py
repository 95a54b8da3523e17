"""/inventories: tools and parts with their stock in each warehouse; the same rows as those of /items."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet

from apps.api.documented import Documented
from apps.api.fields import Field, Nested
from apps.api.kinds import Text, Whole, Yes
from apps.api.resources.base import ResourceViewSet
from apps.api.resources.costs import CONVERTED
from apps.api.resources.described import own_description
from apps.api.resources.items import TYPE
from apps.api.resources.stock_fields import FIGURES, IN_A_WAREHOUSE, LEVELS, REQUIRED_WAREHOUSE
from apps.api.served import direct
from apps.common import counting
from apps.maintenance.models import FIELDS, Item, Stock
from apps.maintenance.services.inventories import create_inventory, update_inventory

IN_STOCK = "stocks__"


class InventoryViewSet(ResourceViewSet):
    module = "inventories"
    names = ("inventories", "inventories_details")
    model = Item
    collection = {"get": "list", "post": "create"}
    member = {"get": "retrieve", "put": "update"}
    fields = (
        Field("id", Whole()),
        Field("code", Text(), writes="code", is_required=True),
        Field("id_type_item", Whole(), source="item_type", writes="item_type"),
        TYPE,
        Field("active", Yes(), writes="active"),
        own_description(writes="description", kind=Text()),
        Field("field_1", Text(), writes="field_1", is_required=True),
        *(Field(name, Text(), writes=name) for name in FIELDS[1:]),
        Field("barcode", Text(), writes="barcode"),
        Field("notes", Text(), writes="notes"),
        Field("groups_description", Text(), writes="groups_description", inputs=("group",)),
        Field("units_code", Text(), writes="units_code", inputs=("unit_code",), is_required=True),
        Field("units_description", Text(), writes="units_description", inputs=("unit_description",), is_required=True),
        Field("location_code", Text(), source="location__code"),
        Field("id_company", Whole(), source="account_number"),
        Nested("warehouses", Stock.objects.for_api, of="item_id", fields=IN_A_WAREHOUSE),
    )
    documented = {"create": Documented(does=CONVERTED), "update": Documented(does=CONVERTED)}
    pointers = (REQUIRED_WAREHOUSE,)
    inputs = (*REQUIRED_WAREHOUSE.inputs, *LEVELS, *FIGURES)
    led_to = ("code_warehouse", "id_warehouse")
    not_ready = frozenset({"item_type", "active", "available", "location", "parent"})
    filters = (
        Field("code_warehouse", Text(), source="stocks__warehouse__code"),
        Field("id_warehouse", Whole(), source="stocks__warehouse"),
    )

    def rows(self) -> QuerySet[Any]:
        return Item.objects.kept_in_stock(self.account)

    def columns(self, values: dict[str, Any]) -> dict[str, Any]:
        """What is in a warehouse is found by its stock."""
        paths = [path for path in values if path.startswith(IN_STOCK)]
        if not paths:
            return values
        where = {path.removeprefix(IN_STOCK): values.pop(path) for path in paths}
        stocks = Stock.objects.of(self.account).filter(**direct(where, Stock, self.account))
        return values | {"pk__in": stocks.values("item")}

    def kept_total(self, values: dict[str, Any]) -> int | None:
        kept = [counting.total(Item, self.account, {"item_type": kind}) for kind in Item.KEPT_IN_STOCK]
        return sum(one or 0 for one in kept) if not values else None

    def add(self, values: dict[str, Any]) -> Model:
        return create_inventory(account=self.account, by=self.caller.actor, **values)

    def change(self, row: Any, values: dict[str, Any]) -> Model:
        return update_inventory(item=self.rows().get(pk=row["pk"]), by=self.caller.actor, **values)
