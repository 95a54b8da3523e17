"""/inventories_associate_warehouse: from now on a tool or part is kept in a warehouse."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from apps.api import problems
from apps.api.documented import Documented
from apps.api.fields import Field
from apps.api.kinds import Text, Whole
from apps.api.pointers import Pointer
from apps.api.resources.base import ResourceViewSet
from apps.api.resources.costs import CONVERTED
from apps.api.resources.stock_fields import FIGURES, IN_A_WAREHOUSE, LEVELS, REQUIRED_WAREHOUSE
from apps.maintenance.models import Item, Stock
from apps.maintenance.services.stock import AssociatedBefore, associate_item

ITEM = Pointer("item", {"code": "code", "code_item": "code", "id_item": "pk"}, Item.objects.of, is_required=True)


class InventoryAssociateWarehouseViewSet(ResourceViewSet):
    module = "inventories"
    names = ("inventories_associate_warehouse",)
    model = Stock
    collection = {"post": "create"}
    member = {}
    fields = (
        Field("id", Whole(), source="item_id"),
        Field("code", Text(), source="item__code"),
        Field("field_1", Text(), source="item__field_1"),
        Field("units_code", Text(), source="item__units_code"),
        *IN_A_WAREHOUSE,
    )
    pointers = (ITEM, REQUIRED_WAREHOUSE)
    documented = {"create": Documented(does=CONVERTED, errors=(problems.AssociatedBefore,))}
    inputs = (*ITEM.inputs, *REQUIRED_WAREHOUSE.inputs, *LEVELS, *FIGURES)

    def add(self, values: dict[str, Any]) -> Model:
        try:
            return associate_item(by=self.caller.actor, **values)
        except AssociatedBefore as error:
            raise problems.AssociatedBefore from error
