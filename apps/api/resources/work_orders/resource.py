"""The door to work orders: a folio has as many rows as tasks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import bodies, problems
from apps.api.documented import Documented
from apps.api.fields import Field, row_of
from apps.api.forms import Form
from apps.api.kinds import Text, Whole, value_of
from apps.api.queries import Query
from apps.api.resources.base import ResourceViewSet, messages_of, without_echo
from apps.api.resources.costs import CONVERTED, meant
from apps.api.resources.located import LOCATION, items_located
from apps.api.resources.work_orders.body import CHANGE_INPUTS, NEW_INPUTS, TASK_FORM, TASKS, Reader
from apps.api.resources.work_orders.fields import ROW
from apps.api.resources.work_orders.worked_out import RESOURCES
from apps.maintenance.models import WorkOrder, WorkTask
from apps.maintenance.services.tasks import InvalidTask
from apps.maintenance.services.work_orders import create_work_order, update_work_order

DATES_OF_TASKS = ("date_maintenance", "cal_date_maintenance", "initial_date", "final_date", "event_date")
DATES_OF_ORDERS = ("review_date", "wo_final_date")


class WorkOrderViewSet(ResourceViewSet):
    module = "work_orders"
    names = ("work_orders",)
    model = WorkTask
    lists_all = True
    collection = {"get": "list", "post": "create"}
    member = {"get": "retrieve", "put": "update"}
    key = "folio"
    fields = ROW
    inputs = NEW_INPUTS
    documented = {
        "create": Documented(does=CONVERTED),
        "update": Documented(does=CONVERTED, takes=(*ROW, *CHANGE_INPUTS)),  # type: ignore[arg-type]
    }
    led_to = (LOCATION.name,)
    filters = (
        Field("folio", Text()),
        Field("ot_status", Whole(), source="work_order__status"),
        Field("code_asset", Text(), source="item__code"),
        LOCATION,
        Field("id_work_order_task", Whole(), source="id"),
        Field("code_responsible", Text(), source="work_order__responsible__code"),
    )
    dates = {
        "creation_date": "creation_date",
        **{name: name for name in DATES_OF_TASKS},
        **{name: f"work_order__{name}" for name in DATES_OF_ORDERS},
    }

    @cached_property
    def change_form(self) -> Form:
        return Form.of(self.fields, CHANGE_INPUTS)

    def columns(self, values: dict[str, Any]) -> dict[str, Any]:
        return items_located(values, self.account)

    def found(self, **key: Any) -> Sequence[dict[str, Any]]:
        rows = list(self.read(self.rows().filter(**self.safe(key))))
        if not rows:
            raise problems.UnknownCode
        return rows

    def held_rows(self, key: dict[str, Any]) -> QuerySet[Any]:
        return WorkOrder.objects.of(self.account).filter(**key)

    def key_of(self, made: Model) -> dict[str, Any]:
        return {self.key: getattr(made, self.key)}

    def prepared(self, values: dict[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
        return self.reader(body).new(values)

    def reader(self, body: Mapping[str, Any]) -> Reader:
        return Reader(self.account, self.form.names_of(body))

    def add(self, values: dict[str, Any]) -> Model:
        return create_work_order(account=self.account, by=self.caller.actor, **values)

    def updated(self, request: Request, query: Query, row: dict[str, Any]) -> Response:
        body = bodies.read(request._request)
        row = self.row_meant(row, body)
        changed = meant(body, without_echo(body, row_of(self.fields, row)), RESOURCES)
        self.change_order(row, changed, is_named="id_work_orders_tasks" in body)
        return self.answer_about(query, **{self.key: row[self.key]})

    def change_order(self, row: dict[str, Any], body: dict[str, Any], *, is_named: bool) -> None:
        values, reader = self.change_form.values(body, is_new=False), self.reader(body)
        if not is_named:
            self.require_one_task(row, body)
        task = WorkTask.objects.of(self.account).select_related("work_order").get(pk=row["pk"])
        with self.errors_named(body):
            update_work_order(
                order=task.work_order,
                by=self.caller.actor,
                person=reader.person_who_asks(values),
                task=task,
                task_fields=reader.task(values, reader.names),
                **reader.order(values),
            )

    def row_meant(self, row: dict[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
        """The row of the task that the body names; `row`, the order's first, when it names none."""
        name = "id_work_orders_tasks"
        if name not in body:
            return row
        key = {"pk": value_of(name, Whole(), body[name]), self.key: row[self.key]}
        found: dict[str, Any] | None = self.read(self.rows().filter(**key)).first()
        if found is None:
            raise problems.InvalidFields({name: _("This work order has no such task.")})
        return found

    def require_one_task(self, row: dict[str, Any], body: Mapping[str, Any]) -> None:
        """Raises InvalidFields when nobody can tell which task `body` is about."""
        about_task = [name for name in body if name in TASK_FORM.kinds]
        if about_task and self.rows().filter(**{self.key: row[self.key]}).count() > 1:
            message = _("Say in id_work_orders_tasks which task of this work order this is about.")
            raise problems.InvalidFields(dict.fromkeys(about_task, message))

    @contextmanager
    def errors_named(self, body: Mapping[str, Any]) -> Iterator[None]:
        """What is wrong with one of `tasks` is named with its place in the list."""
        with super().errors_named(body):
            try:
                yield
            except InvalidTask as error:
                raise problems.InvalidFields(self.named(error, body)) from error

    def named(self, error: InvalidTask, body: Mapping[str, Any]) -> dict[str, problems.Text]:
        listed = TASKS.run_validation(body["tasks"]) if "tasks" in body else []
        if error.position >= len(listed):
            return messages_of(error, self.form.names_of(body))
        texts = messages_of(error, TASK_FORM.names_of(listed[error.position]))
        return {f"tasks[{error.position}].{name}": text for name, text in texts.items()}
