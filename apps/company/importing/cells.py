"""What stands in the cells of a file, read as the fields of a row; and what is wrong with them, in words."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from apps.accounts import date_formats
from apps.accounts.date_formats import DateFormat
from apps.company.words import fold

YES = frozenset({"yes", "si", "sim", "true", "verdadero", "verdadeiro", "1", "x", "active", "activo", "ativo"})
NO = frozenset({"no", "nao", "false", "falso", "0", "inactive", "inactivo", "inativo"})
WAYS = {DateFormat.DAY_FIRST: "%d/%m/%Y", DateFormat.MONTH_FIRST: "%m/%d/%Y"}


def day_of(text: str) -> date:
    """As programs write it, or as the account does. Raises ValidationError."""
    for way in filter(None, ("%Y-%m-%d", WAYS.get(DateFormat(date_formats.current())))):
        try:
            return datetime.strptime(text, way).date()
        except ValueError:
            continue
    raise ValidationError(_("“%(text)s” is no day. Write it like 2026-01-31.") % {"text": text[:40]})


def mark_of(name: str, given: str, *, usual: bool) -> bool:
    """Yes or no, in any language; `usual` for an empty cell. Raises ValidationError, which names the column."""
    word = fold(given)
    if word and word not in YES | NO:
        raise ValidationError({name: _("Write yes or no.")})
    return word in YES if word else usual


def told(error: ValidationError, model: type[Model]) -> list[str]:
    """Each error with what its column is called."""
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    return [
        f"{capfirst(label_of(model, name))}: {' '.join(texts)}" for name, texts in error.message_dict.items()
    ]  # fmt: skip


def label_of(model: type[Model], name: str) -> str:
    """What a column is called in the language of whoever reads it."""
    labels = {field.name: field.verbose_name for field in model._meta.concrete_fields}
    return str(labels.get(name, name))
