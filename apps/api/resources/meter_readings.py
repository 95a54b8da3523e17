"""/meters_reading: what the meters showed, and when."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import QuerySet

from apps.api.fields import Computed, Field, Row
from apps.api.filters import Sought
from apps.api.kinds import Date, Text, Whole, shown
from apps.api.reach import Reach
from apps.api.resources.base import ResourceViewSet
from apps.api.resources.described import description_of
from apps.api.resources.meters import READING
from apps.api.served import direct, found, in_order, order_of
from apps.common import counting
from apps.maintenance.models import Item, Meter, MeterReading

OF_ITEM = description_of("meter__item", "items_description")
OF_DATA = ("date_reading", "value", "accumulated_value")
OF_METER = {
    "code": "item__code", "serial": "serial", "location_code": "item__location__code", "description": "description",
    "units_code": "units_code", "units_description": "units_description",
}  # fmt: skip


def describe_data(row: Row) -> dict[str, Any]:
    return {name: shown(row[path]) for name, path in zip(READING, OF_DATA, strict=True)}


class MeterReadingViewSet(ResourceViewSet):
    module = "meters"
    names = ("meters_reading", "meters_reading_list")
    model = MeterReading
    lists_all = True
    member = {}
    key = "pk"
    dates = {"date_reading": "date_reading", "date": "date"}
    fields = (
        Field("id", Whole()),
        Field("id_meter", Whole(), source="meter_id"),
        Field("code", Text(), source="meter__item__code"),
        Field("serial", Text(), source="meter__serial"),
        Field("description", Text(), source="meter__description"),
        replace(OF_ITEM, sought=Sought(Text(), lambda account, text: {"items_description": text})),
        Field("date", Date()),
        Field("date_reading", Date()),
        Computed("data", OF_DATA, describe_data, shows=READING),
        Field("units_code", Text(), source="meter__units_code"),
        Field("units_description", Text(), source="meter__units_description"),
        Field("source", Text()),
    )
    led_to = ("code", "serial", "location_code", "code_location", "items_description")
    filters = (*(Field(name, Text(), source=name) for name in OF_METER), Field("code_location", Text()))

    def columns(self, values: dict[str, Any]) -> dict[str, Any]:
        """What is asked of the meters finds them first: the readings of one lie in an index, in their order."""
        names = [name for name in (*OF_METER, "code_location", "items_description") if name in values]
        asked = {path: values.pop(name) for name, path in OF_METER.items() if name in values}
        if "code_location" in values:
            asked["item__location__code"] = values.pop("code_location")
        if "items_description" in values:
            asked["item__in"] = Item.objects.described(self.account, values.pop("items_description")).values("pk")
        if not asked:
            return values
        meters = self.meters(asked, tuple(names))
        first_two = list(meters.values_list("pk", flat=True)[:2])
        return values | ({"meter_id": first_two[0]} if len(first_two) == 1 else {"meter__in": meters.values("pk")})

    def meters(self, asked: dict[str, Any], names: tuple[str, ...]) -> QuerySet[Any]:
        """Raises TooCostly, like the list of the meters itself."""
        every = Meter.objects.for_api(self.account)
        return Reach(
            account=self.account,
            every=every,
            values=direct(asked, Meter, self.account),
            ready=in_order(Meter, order_of(every)),
            leads=found(Meter),
            kept=lambda values: counting.total(Meter, self.account, values),
            names=names,
            better=lambda: self.better,
        ).rows()
