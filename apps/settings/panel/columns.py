"""What a column of a list is, and how a value reads as text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeGuard

from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.formats import localize
from django.utils.timezone import is_aware, localtime
from django.utils.translation import gettext as _

from apps.settings.templatetags.moments import written

if TYPE_CHECKING:
    from django.http import HttpRequest

    from apps.settings.navigation import Text


@dataclass(frozen=True)
class Column:
    """One column. `value` names an attribute or method, or is a function of the row (default: the attribute `name`).

    `sort` is the order_by field, empty when the column cannot be sorted by. `is_hideable` puts it into the column
    chooser, `is_hidden` leaves it out until it is chosen there. `template` draws the cell (it gets `row` and `value`).
    """

    name: str
    label: Text
    value: str | Callable[[Any], Any] = ""
    sort: str = ""
    is_hideable: bool = False
    is_hidden: bool = False
    template: str = ""
    css: str = ""

    def value_of(self, row: Model) -> Any:
        if callable(self.value):
            return self.value(row)
        value = getattr(row, self.value or self.name)
        return value() if callable(value) else value

    def text_of(self, row: Model) -> str:
        """The cell as plain text, for export; a moment as "2026-11-21 19:30:05", which every program sorts."""
        value = self.value_of(row)
        return f"{localtime(value):%Y-%m-%d %H:%M:%S}" if is_moment(value) else as_text(value)

    def html_of(self, row: Model, request: HttpRequest) -> str:
        value = self.value_of(row)
        if self.template:
            return render_to_string(self.template, {"row": row, "value": value}, request)
        return as_text(value)


def is_moment(value: Any) -> TypeGuard[datetime]:
    return isinstance(value, datetime) and is_aware(value)


def as_text(value: Any) -> str:
    """`value` in the reader's language and the account's time zone; nothing is an empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if is_moment(value):
        return written(value)
    return str(localize(value))
