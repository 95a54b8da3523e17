"""/work_order_change_status: from in process by way of review to the end."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import bodies, problems
from apps.api.documented import Documented
from apps.api.fields import Input
from apps.api.forms import Form
from apps.api.kinds import Text, Whole
from apps.api.queries import Query
from apps.api.resources.work_orders import WorkOrderViewSet
from apps.maintenance.models import WorkOrder
from apps.maintenance.services.work_order_status import change_status

INPUTS = (Input("id_status_work_order", Whole(), about="status"), Input("user_code", Text(), about="person"))


class WorkOrderChangeStatusViewSet(WorkOrderViewSet):
    names = ("work_order_change_status",)
    collection = {}
    member = {"put": "update"}
    inputs = INPUTS
    documented = {"update": Documented(takes=INPUTS, required=("id_status_work_order",))}

    @cached_property
    def form(self) -> Form:
        return Form.of((), self.inputs)

    def updated(self, request: Request, query: Query, row: dict[str, Any]) -> Response:
        body = bodies.read(request._request)
        values = self.form.values(body, is_new=False)
        if "id_status_work_order" not in values:
            raise problems.InvalidFields({"id_status_work_order": _("This field is required.")})
        with self.errors_named(body):
            change_status(
                order=WorkOrder.objects.of(self.account).get(folio=row["folio"]),
                status=values["id_status_work_order"],
                by=self.caller.actor,
                person=self.reader(body).person_who_asks(values),
            )
        return self.answer_about(query, folio=row["folio"])
