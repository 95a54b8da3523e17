"""/warehouses: where parts and tools are kept."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from apps.api.fields import Field
from apps.api.kinds import Text, Whole, Yes
from apps.api.resources.base import ResourceViewSet
from apps.maintenance.models import Warehouse
from apps.maintenance.services.warehouses import create_warehouse


class WarehouseViewSet(ResourceViewSet):
    module = "warehouses"
    names = ("warehouses",)
    model = Warehouse
    lists_all = True
    collection = {"get": "list", "post": "create"}
    one_is_object = True
    fields = (
        Field("id", Whole()),
        Field("code", Text(), writes="code", is_required=True),
        Field("description", Text(), writes="description", is_required=True),
        *(Field(name, Text(), writes=name) for name in ("address", "city", "state", "country", "zip_code")),
        Field("external_integration", Yes(), writes="external_integration"),
        Field("transfer_approval", Yes(), writes="transfer_approval"),
        Field("active", Yes(), writes="active"),
        Field("visible_to_all", Yes(), writes="visible_to_all"),
    )

    def add(self, values: dict[str, Any]) -> Model:
        return create_warehouse(account=self.account, by=self.caller.actor, **values)
