"""/taxes: what prices bear, in per cent."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy

from apps.api import problems
from apps.api.documented import Documented
from apps.api.fields import Field, Row
from apps.api.kinds import Number, Text, Whole, Yes
from apps.api.resources.base import ResourceViewSet
from apps.company.models import Tax
from apps.company.services.taxes import create_tax, delete_taxes, update_tax

DEFAULT = gettext_lazy("A tax that becomes the default takes the place of the one that is the default now.")


class TaxViewSet(ResourceViewSet):
    """`rate` is in per cent; `is_default` is the one that is meant where none is named."""

    module = "financial"
    names = ("taxes",)
    model = Tax
    collection = {"get": "list", "post": "create"}
    member = {"get": "retrieve", "put": "update", "delete": "destroy"}
    fields = (
        Field("id", Whole()),
        Field("code", Text(), writes="code", is_required=True),
        Field("name", Text(), writes="name", is_required=True),
        Field("rate", Number(allow_null=False), writes="rate", is_required=True),
        Field("active", Yes(), writes="active"),
        Field("is_default", Yes(), writes="is_default"),
    )
    documented = {
        "create": Documented(does=DEFAULT, errors=(problems.AlreadyExists,)),
        "update": Documented(does=DEFAULT, errors=(problems.AlreadyExists,)),
        "destroy": Documented(gives=[]),
    }

    def add(self, values: dict[str, Any]) -> Model:
        return create_tax(account=self.account, by=self.caller.actor, **values)

    def change(self, row: Row, values: dict[str, Any]) -> Model:
        return update_tax(tax=self.instance(row), by=self.caller.actor, **values)

    def remove(self, row: Row) -> None:
        delete_taxes(taxes=[self.instance(row)], by=self.caller.actor)
