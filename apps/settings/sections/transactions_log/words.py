"""The words of what a transaction changed: fields and their values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateField, DateTimeField, DecimalField, Field, Model
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from apps.accounts.modules import module_in_words
from apps.accounts.transactions import recorded_models
from apps.audit.models import Transaction
from apps.connections.scopes import scopes_in_words
from apps.settings.navigation import Text
from apps.settings.panel.columns import as_text

OWN_FIELDS: dict[str, Text] = {
    "secret": gettext_lazy("Secret"),
    "overlap_hours": gettext_lazy("Hours in which both secrets work"),
    "secret_expires": gettext_lazy("Expiry of the secret"),
    "restored": gettext_lazy("With the tokens that it had"),
    "factor": gettext_lazy("Second step"),
    "left": gettext_lazy("Recovery codes left"),
    "browser": gettext_lazy("Browser"),
    "address": gettext_lazy("Address"),
    "list": gettext_lazy("List"),
    "filter": gettext_lazy("Filter"),
    "permissions": gettext_lazy("Permissions"),
    "scope": gettext_lazy("Permissions"),
    "moved_tasks": gettext_lazy("Pending tasks moved"),
    "user_code": gettext_lazy("Code of the person it was done for"),
    "currency": gettext_lazy("Currency"),
    "added": gettext_lazy("Added"),
    "changed": gettext_lazy("Changed"),
    "since": gettext_lazy("From"),
    "until": gettext_lazy("To"),
}
NOTHING = "—"
IDENTIFIERS = ("number",)
"""Whole numbers that count nothing."""


@dataclass(frozen=True)
class Change:
    """One changed field; before and after are lines of text."""

    field: str
    before: list[str]
    after: list[str]


def changes_of(entry: Transaction) -> list[Change]:
    model = recorded_models().get(entry.target_type)
    return [_change(model, name, before, after) for name, (before, after) in entry.changes.items()]


def changes_as_text(entry: Transaction) -> str:
    """All changes on one line, for export."""
    return "; ".join(f"{c.field}: {', '.join(c.before)} → {', '.join(c.after)}" for c in changes_of(entry))


def _change(model: type[Model] | None, name: str, before: Any, after: Any) -> Change:
    field = _field(model, name)
    label = OWN_FIELDS.get(name) or (field.verbose_name if field else name.replace("_", " "))
    return Change(capfirst(str(label)), _lines(name, field, before), _lines(name, field, after))


def _lines(name: str, field: Field[Any, Any] | None, value: Any) -> list[str]:
    if value in (None, "", []):
        return [NOTHING]
    if isinstance(value, list):
        return _entries(name, value)
    choices = dict(field.flatchoices) if field else {}
    if value in choices:
        return [str(choices[value])]
    if isinstance(value, int) and name not in IDENTIFIERS:
        return [as_text(value)]
    found = _moment(field, value) or _amount(field, value)
    return str(value).splitlines() if found is None else [as_text(found)]


def _entries(name: str, values: list[Any]) -> list[str]:
    if name in ("permissions", "scope"):
        return scopes_in_words(values)
    return [module_in_words(entry) if name == "enabled_modules" else str(entry) for entry in values]


def _moment(field: Field[Any, Any] | None, value: Any) -> date | None:
    """What was a date when it was recorded, as text: to be read in the account's time zone."""
    if isinstance(field, DateTimeField):
        return parse_datetime(str(value))
    return parse_date(str(value)) if isinstance(field, DateField) else None


def _amount(field: Field[Any, Any] | None, value: Any) -> Decimal | None:
    """What was a decimal when it was recorded, as text."""
    try:
        return Decimal(str(value)).normalize() if isinstance(field, DecimalField) else None
    except InvalidOperation:
        return None


def _field(model: type[Model] | None, name: str) -> Field[Any, Any] | None:
    try:
        field = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, Field) else None
