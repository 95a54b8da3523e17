"""/catalog_entries: the values of the auxiliary catalogs, catalog by catalog and in their order."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.api import problems
from apps.api.documented import Documented
from apps.api.fields import Field, Row
from apps.api.kinds import Text, Whole, Yes
from apps.api.resources.base import ResourceViewSet
from apps.company.models import CatalogEntry
from apps.company.services.catalogs import create_entry, delete_entry, update_entry


class CatalogEntryViewSet(ResourceViewSet):
    module = "auxiliary_catalogs"
    names = ("catalog_entries",)
    model = CatalogEntry
    key = "id"
    lists_all = True
    collection = {"get": "list", "post": "create"}
    member = {"get": "retrieve", "put": "update", "delete": "destroy"}
    fields = (
        Field("id", Whole()),
        Field("catalog", Text(), source="catalog__name", writes="catalog", is_required=True),
        Field("code", Text(), writes="code", is_required=True),
        Field("name_es", Text(), writes="name_es"),
        Field("name_en", Text(), writes="name_en"),
        Field("name_pt_br", Text(), writes="name_pt_br"),
        Field("order", Whole(), writes="order"),
        Field("is_active", Yes(), writes="is_active"),
    )
    documented = {
        "create": Documented(does=gettext_lazy("Without `order` the entry comes last in its catalog.")),
        "destroy": Documented(
            does=gettext_lazy("An entry that something holds stays: set `is_active` to false instead."),
            errors=(problems.InUse,),
            gives=[],
        ),
    }

    def add(self, values: dict[str, Any]) -> Model:
        return create_entry(account=self.account, by=self.caller.actor, **values)

    def change(self, row: Row, values: dict[str, Any]) -> Model:
        if "catalog" in values:
            raise problems.InvalidFields({"catalog": _("An entry stays in its catalog.")})
        return update_entry(entry=self.entry(row), by=self.caller.actor, **values)

    def remove(self, row: Row) -> None:
        try:
            delete_entry(entry=self.entry(row), by=self.caller.actor)
        except ValidationError as error:
            raise problems.InUse(" ".join(error.messages)) from error

    def entry(self, row: Row) -> CatalogEntry:
        return CatalogEntry.objects.for_list(self.account).get(pk=row["pk"])
