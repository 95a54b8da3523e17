"""/meter_reading: entering what the meter of an item shows, and what becomes due by it."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import bodies, problems, queries
from apps.api.documented import Documented
from apps.api.envelope import success
from apps.api.fields import Computed, Field, row_of, sources_of
from apps.api.forms import Form
from apps.api.kinds import Date, Number, Text, Whole, Yes
from apps.api.resources.base import ResourceViewSet
from apps.api.resources.meters import MeterViewSet
from apps.maintenance.models import Item, Meter, PlannedTask
from apps.maintenance.services.meter_readings import Entered, add_reading

METER = {field.name: field.shows if isinstance(field, Computed) else field.kind for field in MeterViewSet.fields}
DUE = (
    Field("id", Whole()),
    Field("id_task", Whole(), source="id"),
    Field("id_item", Whole(), source="item_id"),
    Field("code", Text(), source="item__code"),
    Field("group_task_description", Text()),
    Field("description", Text()),
    Field("date_maintenance", Date(), source="next_date"),
    Field("id_priorities", Whole(), source="priority"),
)
TAKES = (
    Field("date", Date(), writes="date", is_required=True),
    Field("value", Number(allow_null=False), writes="value", is_required=True),
    Field("serial", Text(), writes="serial"),
    Field("is_historical", Yes(), writes="is_historical"),
)
ENTER = Documented(
    does=gettext_lazy(
        "Enters what a meter of the item shows. The same date and value again writes nothing. `tasks` are the pending "
        "tasks that this reading makes due, as in /tasks_todo."
    ),
    takes=TAKES,
    required=("date", "value"),
    gives={
        "meter": METER,
        "tasks": [{field.name: field.kind for field in DUE}],
        "id_meters_readings": Whole(),
        "is_duplicate": Yes(),
    },
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
        due = PlannedTask.objects.made_due_by(entered.reading)
        data = {
            "meter": row_of(self.fields, self.one(pk=entered.meter.pk)),
            "tasks": [row_of(DUE, row) for row in due.values(*sources_of(DUE))],
            "id_meters_readings": entered.reading.pk,
            "is_duplicate": entered.is_duplicate,
        }
        response = success(data)
        if query.warning:
            response["Warning"] = query.warning
        return response
