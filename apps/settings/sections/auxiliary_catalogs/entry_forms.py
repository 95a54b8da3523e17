"""The form of an entry, and the filters of the list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.company import catalogs
from apps.company.models import CatalogEntry
from apps.settings.panel import FilterForm, PanelForm

ACTIVE, INACTIVE = "active", "inactive"
STATUS = (("", _("All")), (ACTIVE, _("Active")), (INACTIVE, _("Inactive")))


def offered() -> list[tuple[str, str]]:
    return [(kind.name, str(kind.label)) for kind in catalogs.every()]


class EntryForm(PanelForm):
    """An entry stays in the catalog that it was made for."""

    catalog_name = forms.ChoiceField(label=_("Catalog"), choices=lambda: [("", ""), *offered()])

    class Meta:
        model = CatalogEntry
        fields = ("code", "name_es", "name_en", "name_pt_br", "order", "is_active")
        help_texts = {
            "code": _("What programs send. It comes once in each catalog."),
            "order": _("Lower comes first; left blank, a new entry comes last."),
            "is_active": _("Can be chosen. What holds it already keeps it."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["order"].required = False
        if self.instance.pk:
            del self.fields["catalog_name"]
        else:
            self.initial["order"] = None


class EntryFilters(FilterForm):
    catalog = forms.ChoiceField(label=_("Catalog"), choices=lambda: [("", _("All")), *offered()])
    status = forms.ChoiceField(label=_("Status"), choices=STATUS)

    lookups = {"catalog": "catalog__name"}

    def narrow_status(self, rows: QuerySet[CatalogEntry], value: str) -> QuerySet[CatalogEntry]:
        return rows.filter(is_active=value == ACTIVE)
