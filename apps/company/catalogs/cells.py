"""What stands in the cells of a file, read as the fields of an entry."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from apps.company.models import CatalogEntry
from apps.company.words import fold

YES = frozenset({"yes", "si", "sim", "true", "verdadero", "verdadeiro", "1", "x", "active", "activo", "ativo"})
NO = frozenset({"no", "nao", "false", "falso", "0", "inactive", "inactivo", "inativo"})
LARGEST_ORDER = 1_000_000


def order_of(given: str, usual: int) -> int:
    if not given:
        return usual
    if not given.isascii() or not given.isdigit() or len(given) > 7 or int(given) > LARGEST_ORDER:
        raise ValidationError({"order": _("The order is a whole number up to %(most)s.") % {"most": LARGEST_ORDER}})
    return int(given)


def activity_of(given: str, usual: bool) -> bool:
    word = fold(given)
    if word and word not in YES | NO:
        raise ValidationError({"is_active": _("Active is yes or no.")})
    return word in YES if word else usual


def told(error: ValidationError) -> list[str]:
    """Each error with what its column is called."""
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    return [f"{label_of(name)}: {' '.join(texts)}" for name, texts in error.message_dict.items()]


def label_of(name: str) -> str:
    known: Any = {field.name: field.verbose_name for field in CatalogEntry._meta.concrete_fields}
    return str(known.get(name, name)).capitalize()
