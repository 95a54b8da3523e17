"""/meters_reading: what the meters showed, and when. /meter_reading enters it, for the meter of an item."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import bodies, problems, queries
from apps.api.documented import Documented
from apps.api.envelope import success
from apps.api.fields import Computed, Field, Row, row_of
from apps.api.forms import Form
from apps.api.kinds import Date, Number, Text, Whole, Yes, shown
from apps.api.resources.base import ResourceViewSet
from apps.api.resources.meters import NAMED, READING, MeterViewSet
from apps.maintenance.models import Item, Meter, MeterReading, composed_description
from apps.maintenance.services.meter_readings import Entered, add_reading

OF_ITEM = tuple(f"meter__item__{name}" for name in NAMED)
OF_DATA = ("date_reading", "value", "accumulated_value")
OF_METER = {"code": "item__code", "serial": "serial", "location_code": "item__location__code"}


def describe_item(row: Row) -> str:
    return composed_description(row, "meter__item__")


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
        Field("code", Text(), source="meter__item__code", can_filter=False),
        Field("serial", Text(), source="meter__serial", can_filter=False),
        Field("description", Text(), source="meter__description", can_filter=False),
        Computed("items_description", OF_ITEM, describe_item, shows=Text()),
        Field("date", Date()),
        Field("date_reading", Date()),
        Computed("data", OF_DATA, describe_data, shows=READING),
        Field("units_code", Text(), source="meter__units_code", can_filter=False),
        Field("units_description", Text(), source="meter__units_description", can_filter=False),
        Field("source", Text()),
    )
    filters = (*(Field(name, Text(), source=name) for name in OF_METER), Field("code_location", Text()))

    def filtered(self, values: dict[str, Any]) -> QuerySet[Any, dict[str, Any]]:
        """What is asked of the meters finds them first: the readings of one lie in an index, in their order."""
        asked = {path: values.pop(name) for name, path in OF_METER.items() if name in values}
        if "code_location" in values:
            asked["item__location__code"] = values.pop("code_location")
        if not asked:
            return super().filtered(values)
        meters = Meter.objects.of(self.account).filter(item__account=self.account, **asked).values_list("pk", flat=True)
        first_two = list(meters[:2])
        is_one = {"meter": first_two[0]} if len(first_two) == 1 else {"meter__in": meters}
        return super().filtered(values | is_one)


METER = {field.name: field.shows if isinstance(field, Computed) else field.kind for field in MeterViewSet.fields}
TAKES = (
    Field("date", Date(), writes="date", is_required=True),
    Field("value", Number(allow_null=False), writes="value", is_required=True),
    Field("serial", Text(), writes="serial"),
    Field("is_historical", Yes(), writes="is_historical"),
)
ENTER = Documented(
    does=gettext_lazy("Enters what a meter of the item shows. The same date and value again writes nothing."),
    takes=TAKES,
    required=("date", "value"),
    gives={"meter": METER, "tasks": [Text()], "id_meters_readings": Whole(), "is_duplicate": Yes()},
)


class EnterReadingViewSet(ResourceViewSet):
    """PUT /meter_reading/{code of the item}, or with ?code=; sent again it says so, and writes nothing."""

    module = "meters"
    names = ("meter_reading",)
    model = Meter
    collection = {"put": "enter_by_parameter"}
    member = {"put": "enter"}
    fields = MeterViewSet.fields
    update_parameters = ("code",)
    documented = {
        "enter": ENTER,
        "enter_by_parameter": replace(ENTER, parameters=(Field("code", Text()),), required=("date", "value", "code")),
    }

    @cached_property
    def form(self) -> Form:
        return Form.of(TAKES, ())

    def enter_by_parameter(self, request: Request) -> Response:
        query = queries.read(request.query_params, ("code",))
        if "code" not in query.values:
            raise problems.InvalidFields({"code": _("This field is required.")})
        return self.enter(request, query.values["code"])

    def enter(self, request: Request, code: str) -> Response:
        query = queries.read(request.query_params, ("code",))
        item = self.item(code)
        body = bodies.read(request._request)
        with self.errors_named(body):
            values = self.form.values(body, is_new=True)
            meter = self.meter_of(item, values.pop("serial", None))
            entered = add_reading(meter=meter, by=self.caller.actor, **values)
        return self.told(entered, query)

    def item(self, code: str) -> Item:
        """The caller's item, if it has a meter. Raises UnknownCode."""
        item = Item.objects.find(self.account, **self.safe({"code": code}))
        if item is None:
            raise problems.UnknownCode
        return item

    def meter_of(self, item: Item, serial: str | None) -> Meter:
        """The item's meter with this serial; without one, the only meter that it has."""
        meters = Meter.objects.of(self.account).filter(item=item)
        found = list(meters.filter(active=True)[:2] if serial is None else meters.filter(serial=serial))
        if len(found) > 1:
            raise problems.InvalidFields({"serial": _("This item has several meters: say which by its serial number.")})
        if not found:
            raise problems.InvalidFields({"serial": _("This item has no such meter.")})
        return found[0]

    def told(self, entered: Entered, query: queries.Query) -> Response:
        data = {
            "meter": row_of(self.fields, self.one(pk=entered.meter.pk)),
            # What a reading makes due, once tasks are planned by the readings of a meter; they are planned by date.
            "tasks": [],
            "id_meters_readings": entered.reading.pk,
            "is_duplicate": entered.is_duplicate,
        }
        response = success(data)
        if query.warning:
            response["Warning"] = query.warning
        return response
