"""What is sent to /work_orders, made into what the services take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from apps.accounts.models import Account
from apps.api.fields import Input
from apps.api.forms import Form
from apps.api.kinds import Text, Whole, Yes
from apps.api.problems import InvalidFields
from apps.api.resources.costs import CURRENCY
from apps.api.resources.work_orders.fields import OF_TASK
from apps.api.resources.work_orders.kinds import Listed, Pending, Reference
from apps.maintenance.models import Item, Person, TaskStatus, WorkOrder
from apps.maintenance.services.tasks import TASK_INPUTS as TASK_NAMES
from apps.maintenance.services.work_orders import ORDER_FIELDS

FROM_PENDING_TASKS = 1
ABOUT_ITEM = ("code", "item_code", "code_asset", "id_item")

TASKS = Listed(child=serializers.DictField())
OF_PERSON = (Input("account_code", Text(), about="person"), Input("user_code", Text(), about="person"))
TASK_INPUTS = (
    *(Input(name, Text(), about="item") for name in ABOUT_ITEM[:3]),
    Input("id_item", Whole(), about="item"),
    Input("done", Yes(), about="task_status"),
    CURRENCY,
)
NEW_INPUTS = (
    *OF_PERSON,
    *TASK_INPUTS,
    Input("type", Whole(min_value=1, max_value=9)),
    Input("items", Listed(child=Reference())),
    Input("tasks", TASKS),
    Input("tasks_todo", Listed(child=Pending()), about="planned"),
)
CHANGE_INPUTS = (*OF_PERSON, *TASK_INPUTS, Input("id_work_orders_tasks", Whole()))
TASK_FORM = Form.of(OF_TASK, TASK_INPUTS)


@dataclass(frozen=True)
class Reader:
    """Looks up what a body names, in the caller's account. `names` are those that the caller used for each field."""

    account: Account
    names: Mapping[str, str]

    def new(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What create_work_order takes. Raises InvalidFields."""
        if values.get("type") == FROM_PENDING_TASKS and "tasks_todo" not in values:
            raise InvalidFields({"tasks_todo": _("This field is required.")})
        planned = {"planned": values.get("tasks_todo", ()), "tasks": list(self.tasks(values))}
        return self.order(values) | planned | {"creator": self.person_who_asks(values)}

    def order(self, values: Mapping[str, Any]) -> dict[str, Any]:
        found = {name: values[name] for name in ORDER_FIELDS if name in values}
        if "responsible" in found:
            found["responsible"] = self.person(self.names["responsible"], found["responsible"])
        if found.get("parent") is not None:
            found["parent"] = self.existing(WorkOrder, self.names["parent"], pk=found["parent"])
        return found

    def tasks(self, values: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Each of `tasks`, and one for each of `items`; what is said outside of them holds for all of them."""
        common = self.task(values, self.names)
        for position, entry in enumerate(values.get("tasks", ())):
            yield self.complete(common | self.listed(position, entry), f"tasks[{position}].")
        for position, key in enumerate(values.get("items", ())):
            yield self.complete(common | {"item": self.item(f"items[{position}]", key)})
        if not {"tasks", "items"} & values.keys() and (common or "tasks_todo" not in values):
            yield self.complete(common)

    def complete(self, task: dict[str, Any], prefix: str = "") -> dict[str, Any]:
        """`task`. Raises InvalidFields when it does not say what is to be done to what."""
        missing = [name for field, name in (("item", "code"), ("description", "description")) if not task.get(field)]
        if missing:
            raise InvalidFields({prefix + name: _("This field is required.") for name in missing})
        return task

    def listed(self, position: int, entry: Mapping[str, Any]) -> dict[str, Any]:
        """One of `tasks`; what is wrong with it is named with its place in the list."""
        try:
            return self.task(TASK_FORM.values(entry, is_new=True), TASK_FORM.names_of(entry))
        except InvalidFields as error:
            named = {f"tasks[{position}].{name}": text for name, text in error.fields.items()}
            raise InvalidFields(named) from error

    def task(self, values: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
        found = {name: values[name] for name in TASK_NAMES if name in values}
        given = [name for name in ABOUT_ITEM if name in values]
        if len(given) > 1:
            raise InvalidFields(dict.fromkeys(given, _("Name the item in one way only.")))
        if "done" in values and "task_status" in found:
            raise InvalidFields({"done": _("This field is given twice.")})
        for name in given:
            found["item"] = self.item(name, values[name])
        if "done" in values:
            found["task_status"] = TaskStatus.DONE if values["done"] else TaskStatus.NO_STARTED
        return found

    def item(self, name: str, key: int | str) -> Item:
        found: Item = self.existing(Item, name, **({"pk": key} if isinstance(key, int) else {"code": key}))
        return found

    def person_who_asks(self, values: Mapping[str, Any]) -> Person | None:
        given = [name for name in ("account_code", "user_code") if values.get(name)]
        people = [self.person(name, values[name]) for name in given]
        return people[0] if people else None

    def person(self, name: str, code: str) -> Person | None:
        return self.existing(Person, name, code=code) if code else None

    def existing(self, model: Any, name: str, **key: Any) -> Any:
        """The account's row with `key`. Raises InvalidFields under `name`."""
        found = model.objects.of(self.account).filter(**key).first()
        if found is None:
            raise InvalidFields({name: _("This does not exist.")})
        return found
