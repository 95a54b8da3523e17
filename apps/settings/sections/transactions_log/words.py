"""The words of what a transaction changed: fields and their values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.transactions import recorded_models
from apps.audit.models import Transaction
from apps.connections.scopes import scopes_in_words
from apps.settings.navigation import Text

OWN_FIELDS: dict[str, Text] = {
    "secret": gettext_lazy("Secret"),
    "overlap_hours": gettext_lazy("Hours in which both secrets work"),
    "browser": gettext_lazy("Browser"),
    "address": gettext_lazy("Address"),
    "list": gettext_lazy("List"),
    "filter": gettext_lazy("Filter"),
    "permissions": gettext_lazy("Permissions"),
    "scope": gettext_lazy("Permissions"),
    "user_code": gettext_lazy("Code of the person it was done for"),
}
NOTHING = "—"


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
    if isinstance(value, bool):
        return [_("Yes") if value else _("No")]
    if isinstance(value, list):
        return scopes_in_words(value) if name in ("permissions", "scope") else [str(entry) for entry in value]
    choices = dict(field.flatchoices) if field else {}
    return str(choices.get(value, value)).splitlines()


def _field(model: type[Model] | None, name: str) -> Field[Any, Any] | None:
    try:
        field = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, Field) else None
