"""/inventories_adjustment: how much there is of a tool or part in a warehouse, and what one of it is worth."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import bodies, problems, queries
from apps.api.documented import Documented
from apps.api.fields import Field
from apps.api.kinds import Text, Whole
from apps.api.resources.base import ResourceViewSet
from apps.api.resources.costs import CONVERTED
from apps.api.resources.stock_fields import FIGURES, IN_A_WAREHOUSE, REQUIRED_WAREHOUSE
from apps.maintenance.models import Item, Stock
from apps.maintenance.services.stock import adjust_stock


class InventoryAdjustmentViewSet(ResourceViewSet):
    """PUT answers with the stock in that warehouse. What is sent is set also where it only seems to repeat what there
    is: somebody else may be changing it at this moment.
    """

    module = "inventories"
    names = ("inventories_adjustment",)
    model = Stock
    key = "item__code"
    collection = {}
    member = {"put": "adjust"}
    one_is_object = True
    guards = ("adjust",)
    fields = (
        Field("id", Whole(), source="item_id"),
        Field("code", Text(), source="item__code"),
        Field("field_1", Text(), source="item__field_1"),
        Field("units_code", Text(), source="item__units_code"),
        *IN_A_WAREHOUSE,
    )
    pointers = (REQUIRED_WAREHOUSE,)
    inputs = (*REQUIRED_WAREHOUSE.inputs, *FIGURES)
    documented = {
        "adjust": Documented(
            does=format_lazy(
                "{} {}",
                gettext_lazy(
                    "Name the warehouse by its code or id, and give the new stock, the new unit cost, or both. "
                    "What was before and after is recorded, and a difference in stock is a movement."
                ),
                CONVERTED,
            )
        )
    }

    def adjust(self, request: Request, code: str) -> Response:
        query = queries.read(request.query_params, ())
        item, body = self.item(code), bodies.read(request._request)
        with self.errors_named(body):
            values = self.prepared(self.form.values(body, is_new=True), body)
            with self.guarded(request, item=item, warehouse=values["warehouse"]):
                made = self.adjusted(item, values)
        return self.answer_about(query, pk=made.pk)

    def item(self, code: str) -> Item:
        found = Item.objects.kept_in_stock(self.account).filter(**self.safe({"code": code})).first()
        if found is None:
            raise problems.UnknownCode
        return found

    def adjusted(self, item: Item, values: dict[str, Any]) -> Model:
        if not {"stock", "unit_cost_stock"} & values.keys():
            raise problems.InvalidFields(dict.fromkeys(("stock", "unit_cost_stock"), _("Give at least one of them.")))
        return adjust_stock(item=item, by=self.caller.actor, **values)
