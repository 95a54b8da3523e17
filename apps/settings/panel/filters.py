"""The filters of a list, as a form that is sent by GET."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.settings.panel.forms import PortalForm

if TYPE_CHECKING:
    from django.http import HttpRequest


class FilterForm(PortalForm, forms.Form):
    """Optional fields, each named like its parameter in the URL.

    `lookups` says which look-up a field means (default: the field's name); what is more than a look-up gets a method
    `narrow_<name>(rows, value)`.
    Choices that belong to an account are set in `__init__`, from `self.request`.
    """

    lookups: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        self.request = request
        # A panel over the list may have fields of the same names, and an id exists once on a page.
        super().__init__(*args, **{"auto_id": "filter_%s", **kwargs})
        for field in self.fields.values():
            field.required = False
            if isinstance(field, forms.ModelChoiceField):
                field.empty_label = _("All")

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """`rows` with the filters applied; none at all when a filter holds something impossible."""
        if not self.is_valid():
            return rows.none()
        for name, value in self.cleaned_data.items():
            rows = self._narrow_by(rows, name, value) if value else rows
        return rows

    def _narrow_by(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        own = getattr(self, f"narrow_{name}", None)
        return own(rows, value) if own else rows.filter(**{self.lookups.get(name, name): value})

    @property
    def count(self) -> int:
        """How many filters are set."""
        return sum(1 for name in self.fields if self.data.get(name))
