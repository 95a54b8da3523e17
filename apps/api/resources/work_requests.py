"""/work_requests: what somebody asks for. A request goes by its number, which is its id as well.

What comes in as `code` is the code of the item that the request is about; what goes out, in an address and in a
filter, is the number of the request.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import bodies, problems, queries
from apps.api.documented import Documented, OneOf
from apps.api.fields import Computed, Field, Input, Row, row_of
from apps.api.kinds import Date, Text, Whole, Yes
from apps.api.pointers import Pointer
from apps.api.resources.base import ResourceViewSet, without_echo
from apps.api.resources.described import description_of
from apps.api.resources.numbered import numbers
from apps.api.seeking import chosen
from apps.maintenance.models import Item, Person, RequestStatus, WorkRequest
from apps.maintenance.services.work_requests import create_request, update_request

ITEM = Pointer("item", {"code": "code", "item_code": "code", "id_item": "pk"}, Item.objects.of)
PERSON = Pointer("person", {"user_code": "code"}, Person.objects.of)
STATUS_ON_THE_WIRE = {
    RequestStatus.OPEN: "OPEN_STATUS",
    RequestStatus.IN_PROCESS: "PROCESS_STATUS",
    RequestStatus.ORDER_IN_PROCESS: "OT_IN_PROCESS",
    RequestStatus.SOLVED_WITHOUT_ORDER: "SOLVED_WITHOUT_OT_STATUS",
    RequestStatus.CANCELLED: "CANCEL_STATUS",
    RequestStatus.SOLVED_WITH_ORDER: "SOLVED_WITH_OT_STATUS",
    RequestStatus.WAITING_FOR_ORDER: "REQUEST_TODO",
    RequestStatus.ORDER_UNDER_REVIEW: "OT_IN_REVIEW",
    RequestStatus.ORDER_CANCELLED: "OT_CANCEL",
    RequestStatus.WAITING_FOR_ANOTHER_ORDER: "AGAIN_REQUEST_TODO",
    RequestStatus.OUT_OF_PENDING: "DELETE_TASK_TODO",
    RequestStatus.REJECTED: "REJECTED",
    RequestStatus.GUEST_PORTAL: "GUEST_PORTAL",
}
ITSELF = ("code", "id", "id_code")


def describe_status(row: Row) -> str:
    return STATUS_ON_THE_WIRE[RequestStatus(row["status"])]


def number_of(row: Row) -> str:
    return str(row["id"])


class WorkRequestViewSet(ResourceViewSet):
    module = "work_requests"
    names = ("work_requests",)
    model = WorkRequest
    lists_all = True
    collection = {"get": "list", "post": "create", "put": "update_by_number"}
    member = {"get": "retrieve", "put": "update"}
    key = "pk"
    dates = {name: name for name in ("date", "date_incident", "date_solution", "date_status")}
    guards = ("update", "update_by_number")
    update_parameters = ("code", "id", "user_code", "id_status", "notes", "date_new_status")
    documented = {
        "create": Documented(does=gettext_lazy("`code` is that of the item which the request is about, if any.")),
        "update": Documented(does=gettext_lazy("`user_code` is that of the person who brings it to a new status.")),
    }
    fields = (
        Field("id", Whole()),
        Field("id_code", Whole(), source="id"),
        Computed("code", ("id",), number_of, shows=Text()),
        Field("id_company", Whole(), source="account_number"),
        Field("date", Date()),
        Field("date_incident", Date(), writes="date_incident", is_required=True),
        Field("date_solution", Date()),
        Field("description", Text(), writes="description", is_required=True),
        Field("observation", Text(), writes="observation"),
        Field("is_urgent", Yes(), writes="is_urgent", is_required=True),
        Field("user_code", Text(), source="person__code", writes="user_code", is_required=True),
        Field("accounts_name", Text(), source="person_name"),
        Field("accounts_email", Text(), source="person__email"),
        Field("requested_by", Text(), writes="requested_by", is_required=True),
        Field("email_requested_by", Text(), writes="email_requested_by"),
        Field("telephone_requested_by", Text(), writes="telephone_requested_by"),
        Field("reported_location", Text(), writes="reported_location"),
        Field("identifier", Text(), writes="identifier"),
        Field("types_description", Text(), writes="types_description"),
        Field("types_1_description", Text(), writes="types_1_description"),
        Field("types_2_description", Text(), writes="types_2_description"),
        Field("id_item", Whole(), source="item_id"),
        Field("item_code", Text(), source="item__code"),
        description_of("item", "items_description"),
        description_of("item__parent", "parent_description"),
        Field("id_status", Whole(), source="status", writes="status"),
        Field("date_status", Date()),
        Computed(
            "requests_x_status_description", ("status",), describe_status, shows=OneOf((*STATUS_ON_THE_WIRE.values(),)),
            sought=chosen("status", STATUS_ON_THE_WIRE),
        ),
        Field(
            "requests_x_status_notes", Text(), source="status_notes", writes="status_notes", inputs=("notes",),
        ),
        Field("requests_x_status_accounts_name", Text(), source="status_person_name"),
        Field("wo_folio", Text(), writes="wo_folio"),
    )  # fmt: skip
    pointers = (ITEM, PERSON)
    inputs = (*ITEM.inputs, *PERSON.inputs, Input("date_new_status", Date(), about="date_status"))
    filters = (Field("code", Whole(), source="pk"),)

    def safe(self, key: dict[str, Any]) -> dict[str, Any]:
        return numbers(key)

    def update_by_number(self, request: Request) -> Response:
        """PUT /work_requests with the number of the request in the query or in the body."""
        given = self.given(request)
        named = [str(given[name]) for name in ITSELF if given.get(name) not in (None, "")]
        if not named:
            raise problems.InvalidFields({"code": _("This field is required.")})
        return self.update(request, named[0])

    def given(self, request: Request) -> dict[str, Any]:
        """What is to be changed: some programs say it in the address, others in the body, which counts more."""
        query = queries.read(request.query_params, self.update_parameters)
        return query.values | bodies.read(request._request)

    def updated(self, request: Request, query: queries.Query, row: dict[str, Any]) -> Response:
        given = self.given(request)
        strange = [name for name in ITSELF if str(given.get(name, row["id"])) != str(row["id"])]
        if strange:
            raise problems.InvalidFields(dict.fromkeys(strange, _("This is another request than the one addressed.")))
        asked = {name: value for name, value in given.items() if name not in ITSELF}
        body = without_echo(asked, row_of(self.fields, row))
        # Whoever entered the request may also be the one to bring it on: then this is no echo.
        body |= {name: value for name, value in asked.items() if name == "user_code" and "id_status" in body}
        with self.errors_named(body):
            self.change(row, self.prepared(self.form.values(body, is_new=False), body))
        return self.answer_about(query, pk=row["pk"])

    def add(self, values: dict[str, Any]) -> Model:
        if "date_new_status" in values:
            raise problems.InvalidFields({"date_new_status": _("A new request has its status from now on.")})
        return create_request(account=self.account, by=self.caller.actor, **values)

    def change(self, row: Row, values: dict[str, Any]) -> Model:
        date, person = values.pop("date_new_status", None), values.pop("person", None)
        by_whom = {"status_person": person} if person and "status" in values else {}
        request = WorkRequest.objects.of(self.account).get(pk=row["pk"])
        return update_request(request=request, by=self.caller.actor, date_status=date, **values, **by_whom)
