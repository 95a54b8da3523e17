"""/items: places, machines, tools, parts and digital assets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import problems
from apps.api.documented import Documented
from apps.api.fields import Computed, Field, Input, Row
from apps.api.kinds import Date, Number, Text, Whole, Yes, value_of
from apps.api.resources.base import ResourceViewSet
from apps.api.resources.described import description_of, own_description
from apps.api.seeking import chosen
from apps.maintenance.models import FIELDS, Item, ItemType
from apps.maintenance.services.items import create_item, update_item

TYPES_ON_THE_WIRE = {
    ItemType.LOCATION: "FACILITIES",
    ItemType.EQUIPMENT: "EQUIPMENTS",
    ItemType.TOOL: "TOOLS",
    ItemType.PART: "SPARE_PARTS_AND_SUPPLIES",
    ItemType.DIGITAL: "DIGITAL",
}
PARENT_INPUTS = ("id_parent", "code_parent_location", "location_code")


def describe_type(row: Row) -> str:
    return TYPES_ON_THE_WIRE[ItemType(row["item_type"])]


TYPE = Computed("items_types_description", ("item_type",), describe_type, sought=chosen("item_type", TYPES_ON_THE_WIRE))


class ItemViewSet(ResourceViewSet):
    module = "items"
    names = ("items", "items_details")
    model = Item
    lists_all = True
    collection = {"get": "list", "post": "create", "put": "update_by_id"}
    member = {"get": "retrieve", "put": "update"}
    update_parameters = ("id_fracttal",)
    guards = ("update", "update_by_id")
    documented = {"update_by_id": Documented(required=("id_fracttal",))}
    fields = (
        Field("id", Whole()),
        Field("code", Text(), writes="code", is_required=True),
        Field("id_type_item", Whole(), source="item_type", writes="item_type", is_required=True),
        TYPE,
        Field("active", Yes(), writes="active"),
        Field("available", Yes(), writes="available"),
        own_description(writes="description", kind=Text()),
        Field("field_1", Text(), writes="field_1", is_required=True),
        *(Field(name, Text(), writes=name) for name in FIELDS[1:]),
        Field("barcode", Text(), writes="barcode"),
        Field("notes", Text(), writes="notes"),
        Field("weight", Number(), writes="weight"),
        Field("is_serial_control", Yes(), writes="is_serial_control"),
        Field("groups_description", Text(), writes="groups_description", inputs=("group",)),
        Field("groups_1_description", Text(), writes="groups_1_description", inputs=("group_1",)),
        Field("groups_2_description", Text(), writes="groups_2_description", inputs=("group_2",)),
        Field("units_code", Text(), writes="units_code", inputs=("unit_code",)),
        Field("units_description", Text(), writes="units_description", inputs=("unit_description",)),
        Field("priorities_description", Text(), writes="priorities_description", inputs=("priorities",)),
        Field("keywords", Text(), writes="keywords"),
        description_of("parent", "parent_description", of_none=None),
        Field("location_code", Text(), source="location__code"),
        Field("id_parent", Whole(), source="parent_id"),
        Field("id_company", Whole(), source="account_number"),
        Field("initial_date_out_of_service", Date()),
        Field("last_final_date_available", Date()),
    )
    inputs = (
        Input("id_parent", Whole(allow_null=True), about="parent"),
        Input("code_parent_location", Text(), about="parent"),
        Input("location_code", Text(), about="parent"),
    )
    filters = (
        Field("item_type", Whole()),
        Field("id_fracttal", Whole(), source="pk"),
        Field("is_tree", Yes()),
    )

    def update_by_id(self, request: Request) -> Response:
        """PUT /items?id_fracttal=…: as PUT /items/{code}, for whoever keeps ids; the code may change by it."""
        return self.update(request, "")

    def update_key(self, given: Mapping[str, str], code: str) -> dict[str, Any]:
        if "id_fracttal" not in given and not code:
            raise problems.InvalidFields({"id_fracttal": _("This field is required.")})
        by_id = {"pk": value_of("id_fracttal", Whole(), given["id_fracttal"])} if "id_fracttal" in given else {}
        return super().update_key(given, code) | by_id if code else by_id

    def columns(self, values: dict[str, Any]) -> dict[str, Any]:
        code, and_below = values.pop("location__code", None), values.pop("is_tree", False)
        if code is None:
            return values
        if and_below:
            return values | {"location__in": Item.objects.locations_from(self.account, code)}
        location = Item.objects.find(self.account, code=code)
        return values | ({"location": location.pk} if location else {"location__in": ()})

    def prepared(self, values: dict[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
        given = [name for name in PARENT_INPUTS if name in values]
        if len(given) > 1:
            raise problems.InvalidFields(dict.fromkeys(given, _("Name what it is part of in one way only.")))
        for name in given:
            values["parent"] = self.parent(name, values.pop(name))
        return values

    def parent(self, name: str, value: Any) -> Item | None:
        """The item that `name` points to; null or "" for none."""
        if value in (None, ""):
            return None
        key = {"pk": value} if name == "id_parent" else {"code": value}
        found: Item | None = Item.objects.find(self.account, **key)
        if found is None:
            raise problems.InvalidFields({name: _("This item does not exist.")})
        return found

    def add(self, values: dict[str, Any]) -> Model:
        return create_item(account=self.account, by=self.caller.actor, **values)

    def change(self, row: Row, values: dict[str, Any]) -> Model:
        return update_item(item=self.rows().get(pk=row["pk"]), by=self.caller.actor, **values)
