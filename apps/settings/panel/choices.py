"""The choice of one of the account's records in a form: a select of a few, a name with suggestions when there are many.

The name is taken as it is written, so that it works without JavaScript as well; whoever writes another is told which
begin like it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.settings.panel.records import suggesting

if TYPE_CHECKING:
    from apps.settings.panel.forms import PanelForm

MANY = 100
"""More than these are no select."""
NAMED = 5

if TYPE_CHECKING:
    RecordField = forms.ModelChoiceField[Any]
else:
    RecordField = forms.ModelChoiceField


class NamedRecord(RecordField):
    """In place of `field`: takes the whole name of one of its records. `url` answers what may be meant."""

    widget = forms.TextInput

    def __init__(self, field: RecordField, *, name: str, url: str) -> None:
        super().__init__(
            field.queryset, to_field_name="name", required=field.required, label=field.label,
            help_text=field.help_text, error_messages={"required": field.error_messages["required"]},
        )  # fmt: skip
        self.widget.attrs |= {"type": "search", **suggesting(f"id_{name}_list", url)}

    @property
    def rows(self) -> QuerySet[Any]:
        assert self.queryset is not None  # noqa: S101 - it is what `field` had
        return self.queryset

    def prepare_value(self, value: Any) -> Any:
        """Of the record that is chosen already, which is known by its key, the name."""
        row = self.rows.filter(pk=value).first() if isinstance(value, int) else None
        return row.name if row else super().prepare_value(value)

    def to_python(self, value: Any) -> Any:
        words = str(value or "").replace("\0", "").strip()
        row = self.rows.filter(name=words).first() if words else None
        if words and row is None:
            raise ValidationError(self._unknown(words))
        return row

    def _unknown(self, words: str) -> str:
        like = self.rows.filter(name__istartswith=words).order_by("name").values_list("name", flat=True)[:NAMED]
        if not like:
            return _("There is nothing called “%(words)s”.") % {"words": words}
        names = ", ".join(like)
        return _("There is nothing called “%(words)s”. These begin so: %(names)s.") % {"words": words, "names": names}


def few_or_many(form: PanelForm) -> None:
    """Read the records of each field that its admin `suggests`, once: into the select, or up to one too many."""
    for name in form.admin.suggests:
        field: Any = form.fields.get(name)
        if isinstance(field, forms.ModelChoiceField):
            _decide(form, name, field)


def _decide(form: PanelForm, name: str, field: Any) -> None:
    field.few = list(field.queryset[: MANY + 1])
    if len(field.few) > MANY:
        form.fields[name] = NamedRecord(field, name=name, url=form.admin.url_of("suggest"))
    else:
        offer(field, field.few)


def offer(field: Any, rows: list[Any]) -> None:
    """Let `field` offer exactly `rows`, without reading them again."""
    field.choices = [("", ""), *((row.pk, str(row)) for row in rows)]
