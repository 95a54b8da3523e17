"""What a column of a list is, and how a value reads as text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, TypeGuard

from django.template.base import Template
from django.template.context import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _

from apps.settings.templatetags.moments import day, for_file, written
from apps.settings.templatetags.numbers import number, plain_number

if TYPE_CHECKING:
    from apps.settings.navigation import Text


@dataclass(frozen=True)
class Column:
    """One column. `value` names an attribute or method, or is a function of the row (default: the attribute `name`).

    `sort` is the order_by field, empty when the column cannot be sorted by; in a list of any length when an index
    `scales` it. `tie` decides between equals: "pk", what follows in the index, or "" where there are no equals.
    `is_hideable` puts it into the column
    chooser, `is_hidden` leaves it out until it is chosen there. `template` draws the cell (it gets `row` and `value`).
    """

    name: str
    label: Text
    value: str | Callable[[Any], Any] = ""
    sort: str = ""
    scales: bool = False
    tie: str = "pk"
    is_hideable: bool = False
    is_hidden: bool = False
    template: str = ""
    css: str = ""

    def value_of(self, row: Any) -> Any:
        if callable(self.value):
            return self.value(row)
        value = getattr(row, self.value or self.name)
        return value() if callable(value) else value

    def text_of(self, row: Any) -> str:
        """The cell for export: a moment as "2026-11-21 19:30:05", unless the account has its own way of writing dates,
        and a number without separators.
        """
        value = self.value_of(row)
        if is_moment(value) or is_day(value):
            return for_file(value)
        return plain_number(value) if is_number(value) else as_text(value)

    def html_of(self, row: Any) -> str:
        """The cell on the screen. A page has hundreds: no template of one gets what the context processors make."""
        value = self.value_of(row)
        if self.template:
            return SafeString(_drawing(self.template).render(Context({"row": row, "value": value})).strip())
        return as_text(value)


@cache
def _drawing(template: str) -> Template:
    """The compiled template of a cell, which a page draws in every row."""
    found: Template = get_template(template).template  # type: ignore[attr-defined]
    return found


def is_moment(value: Any) -> TypeGuard[datetime]:
    return isinstance(value, datetime) and is_aware(value)


def is_day(value: Any) -> TypeGuard[date]:
    return isinstance(value, date) and not isinstance(value, datetime)


def is_number(value: Any) -> TypeGuard[int | float | Decimal]:
    """Whether `value` counts something. An identifier of digits is text: its column says so."""
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


def as_text(value: Any) -> str:
    """`value` in the reader's language and the account's time zone; nothing is an empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if is_moment(value):
        return written(value)
    if isinstance(value, date):
        return day(value)
    return number(value) if is_number(value) else str(value)
