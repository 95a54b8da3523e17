"""The filters of a list, as a form that is sent by GET."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.settings.access import account_of
from apps.settings.panel.columns import as_text
from apps.settings.panel.forms import PortalForm
from apps.settings.panel.records import RecordFilter, suggesting

if TYPE_CHECKING:
    from django.http import HttpRequest, QueryDict


def with_texts(data: QueryDict, fields: dict[str, forms.Field], request: HttpRequest) -> QueryDict:
    """`data`, with a name where a link has the primary key of a record."""
    given = data.copy()
    for name, field in fields.items():
        if isinstance(field, RecordFilter) and given.get(name):
            given[name] = field.text_of(account_of(request), str(given[name]))
    return given


class FilterForm(PortalForm, forms.Form):
    """Optional fields, each named like its parameter in the URL.

    `lookups` says which look-up a field means (default: the field's name); what is more than a look-up gets a method
    `narrow_<name>(rows, value)`.
    Choices that belong to an account are set in `__init__`, from `self.request`; of what there can be many, a
    RecordFilter takes the name.
    """

    lookups: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        self.request = request
        if args:
            args = (with_texts(args[0], self.base_fields, request), *args[1:])
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
        if own:
            return own(rows, value)  # type: ignore[no-any-return]
        field, lookup = self.fields[name], self.lookups.get(name, name)
        if not isinstance(field, RecordFilter):
            return rows.filter(**{lookup: value})
        found = field.found(account_of(self.request), value)
        # One value, and the index also gives the order.
        return rows.filter(**{lookup: found[0]}) if len(found) == 1 else rows.filter(**{f"{lookup}__in": found})

    @property
    def record_filters(self) -> dict[str, RecordFilter]:
        return {name: field for name, field in self.fields.items() if isinstance(field, RecordFilter)}

    def suggest_at(self, url: str) -> None:
        """Let the browser offer records while somebody types; `url` answers with `suggestions`."""
        for name, field in self.record_filters.items():
            field.widget.attrs |= suggesting(f"filter_{name}_list", url)

    def suggestions(self) -> list[tuple[str, str]]:
        """For the one RecordFilter that the request names."""
        for name, field in self.record_filters.items():
            if name in self.data:
                return field.suggested(account_of(self.request), self.data[name].replace("\0", ""))
        return []

    def told(self) -> dict[str, str]:
        """Each filter that is set, by its name, in words: "Status: Disabled"."""
        given = {name: str(self.data[name]) for name in self.fields if self.data.get(name)}
        return {name: f"{self.fields[name].label}: {self.words_for(name, value)}" for name, value in given.items()}

    def words_for(self, name: str, value: str) -> str:
        """How a value is told; what cannot be one is told as it came."""
        field = self.fields[name]
        choices = dict(field.choices) if isinstance(field, forms.ChoiceField) else {}  # type: ignore[arg-type]
        found = self.cleaned_data.get(name) if self.is_valid() else None
        return as_text(found) if isinstance(found, date) else str(choices.get(value, value))

    @property
    def count(self) -> int:
        """How many filters are set."""
        return sum(1 for name in self.fields if self.data.get(name))
