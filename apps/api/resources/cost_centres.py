"""/cost_centres: what may stand in costs_center_description of a work order."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy

from apps.api import problems
from apps.api.documented import Documented
from apps.api.fields import Field, Row
from apps.api.kinds import Text, Whole, Yes
from apps.api.resources.named import NamedViewSet
from apps.company.models import CostCentre
from apps.company.services.cost_centres import create_cost_centre, delete_cost_centres, update_cost_centre

USE = gettext_lazy(
    "As soon as an account has one, `costs_center_description` of a work order takes nothing but the name or the code "
    "of an active one."
)


class CostCentreViewSet(NamedViewSet):
    module = "financial"
    names = ("cost_centres",)
    model = CostCentre
    collection = {"get": "list", "post": "create"}
    member = {"get": "retrieve", "put": "update", "delete": "destroy"}
    fields = (
        Field("id", Whole()),
        Field("code", Text(), writes="code", is_required=True),
        Field("name", Text(), writes="name", is_required=True),
        Field("active", Yes(), writes="active"),
    )
    documented = {
        "create": Documented(does=USE, errors=(problems.AlreadyExists,)),
        "update": Documented(errors=(problems.AlreadyExists,)),
        "destroy": Documented(gives=[]),
    }

    def add(self, values: dict[str, Any]) -> Model:
        return create_cost_centre(account=self.account, by=self.caller.actor, **values)

    def change(self, row: Row, values: dict[str, Any]) -> Model:
        return update_cost_centre(cost_centre=self.instance(row), by=self.caller.actor, **values)

    def remove(self, row: Row) -> None:
        delete_cost_centres(cost_centres=[self.instance(row)], by=self.caller.actor)
