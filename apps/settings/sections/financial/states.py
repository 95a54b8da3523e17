"""Active or not: the filter of the lists that know it, and how it is shown."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from apps.settings.panel import FilterForm

ACTIVE, INACTIVE = "active", "inactive"
STATES = (("", gettext_lazy("All")), (ACTIVE, gettext_lazy("Active")), (INACTIVE, gettext_lazy("Inactive")))


class StatusFilters(FilterForm):
    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=STATES)

    def narrow_status(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(active=value == ACTIVE)
