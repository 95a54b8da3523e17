"""/meters and /meters_advanced: what counts or measures something on an item. A meter goes by its item's code."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Model
from django.utils.translation import gettext_lazy

from apps.api import problems
from apps.api.documented import Documented, OrNull
from apps.api.fields import AnyField, Computed, Field, Input, Row
from apps.api.kinds import Date, Number, Text, Whole, Yes, shown
from apps.api.pointers import Pointer
from apps.api.resources.described import description_of
from apps.api.resources.owned import OwnedViewSet
from apps.api.seeking import difference_of
from apps.maintenance.models import Item, Meter
from apps.maintenance.services.meters import create_meter

OF_OFFSET = ("last_accumulated_value", "last_value")
LAST = ("last_date", "last_value", "last_accumulated_value")
ITEM = Pointer("item", {"code": "code", "item_code": "code", "id_item": "pk"}, Item.objects.of, is_required=True)
READING = {"date": Date(), "value": Number(), "accumulated_value": Number()}


def describe_last(row: Row) -> dict[str, Any] | None:
    """The newest reading; null until there is one."""
    if row["last_date"] is None:
        return None
    return {name: shown(row[path]) for name, path in zip(READING, LAST, strict=True)}


def describe_offset(row: Row) -> Any:
    """What the counter had counted before it was last reset."""
    return None if row["last_date"] is None else shown(row["last_accumulated_value"] - row["last_value"])


class MeterViewSet(OwnedViewSet):
    module = "meters"
    names: ClassVar[tuple[str, ...]] = ("meters", "meters_list")
    model = Meter
    lists_all = True
    collection = {"get": "list", "post": "create"}
    member = {"get": "list"}
    key = "item__code"
    documented = {
        "create": Documented(
            does=gettext_lazy("`last_reading` and `date_reading` are what it shows already, and when.")
        )
    }
    fields: ClassVar[tuple[AnyField, ...]] = (
        Field("id", Whole()),
        Field("active", Yes(), writes="active"),
        Field("code", Text(), source="item__code"),
        Field("description", Text(), writes="description", is_required=True),
        Field("serial", Text(), writes="serial"),
        Field("is_counter", Yes(), writes="is_counter"),
        Field("counter_value", Number(), source="last_accumulated_value"),
        Computed(
            "counter_offset_value", LAST, describe_offset, shows=OrNull(Number()), sought=difference_of(*OF_OFFSET)
        ),
        Computed("last_data", LAST, describe_last, shows=OrNull(READING)),
        Field("units_code", Text(), writes="units_code", inputs=("unit_code",), is_required=True),
        Field("units_description", Text(), writes="units_description", inputs=("unit_description",)),
        description_of("item", "items_description"),
        description_of("item__parent", "parent_description", of_none=None),
        Field("min_value", Number(), writes="min_value"),
        Field("max_value", Number(), writes="max_value"),
    )
    pointers = (ITEM,)
    inputs = (*ITEM.inputs, Input("last_reading", Number()), Input("date_reading", Date()))
    filters: ClassVar[tuple[Field, ...]] = (Field("location_code", Text(), source="item__location__code"),)

    def require_owner(self, code: str) -> None:
        if Item.objects.find(self.account, **self.safe({"code": code})) is None:
            raise problems.UnknownCode

    def add(self, values: dict[str, Any]) -> Model:
        return create_meter(account=self.account, by=self.caller.actor, **values)


class AdvancedMeterViewSet(MeterViewSet):
    """The same meters with more of their item."""

    names = ("meters_advanced",)
    collection = {"get": "list"}
    documented = {}
    fields = (
        *MeterViewSet.fields,
        Field("id_item", Whole(), source="item_id"),
        Field("id_type_item", Whole(), source="item__item_type"),
        description_of("item__parent", "items_parent_description", of_none=None),
        Field("location_code", Text(), source="item__location__code"),
        Field("groups_description", Text(), source="item__groups_description"),
        Field("creation_date", Date(), source="created_at"),
    )
    filters = ()
