"""The words of an entry: each means one entry of its catalog, and what rows hold stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from apps.accounts.models import Account
from apps.company import catalogs
from apps.company.catalogs.holding import holders
from apps.company.models import CatalogEntry
from apps.company.models.catalog import WORDS
from apps.company.words import fold, has_word


def in_use(entry: CatalogEntry, used: Mapping[str, Mapping[str, str]]) -> str:
    holding = used[entry.catalog.name]
    where = ", ".join(dict.fromkeys(holding[word] for word in sorted(words_of(entry) & holding.keys())))
    text = _("%(entry)s is in use (%(where)s). Deactivate it instead: then nobody can choose it any more.")
    return text % {"entry": entry, "where": where}


def words_of(entry: CatalogEntry) -> set[str]:
    return {getattr(entry, name) for name in WORDS} - {""}


def held_words(account: Account, entries: Iterable[CatalogEntry]) -> dict[str, dict[str, str]]:
    """By catalog, those of the entries' words that rows hold, and where."""
    asked: dict[str, set[str]] = {}
    for entry in entries:
        asked.setdefault(entry.catalog.name, set()).update(words_of(entry))
    kinds = {name: catalogs.get(name) for name in asked}
    return {name: holders(account, kind, asked[name]) if kind else {} for name, kind in kinds.items()}


def require_own_words(entry: CatalogEntry) -> None:
    """Raises ValidationError about a word that means another entry of the catalog already."""
    own = {name: word for name in WORDS if (word := fold(getattr(entry, name)))}
    condition = Q()
    for word in set(own.values()):
        condition |= has_word("words", word)
    other = entry.catalog.entries.exclude(pk=entry.pk).filter(condition).select_related("account").first()
    if other is not None:
        taken = set(other.words.split("\n"))
        text = _("This means %(entry)s already.") % {"entry": other}
        raise ValidationError({name: text for name, word in own.items() if word in taken})


def require_free(entry: CatalogEntry, before: Mapping[str, Any]) -> None:
    """Raises ValidationError about a word that the entry had before, and that rows hold."""
    kind, kept = catalogs.get(entry.catalog.name), words_of(entry)
    gone = {name: before[name] for name in WORDS if before[name] and before[name] not in kept}
    used = holders(entry.account, kind, gone.values()) if kind and gone else {}
    text = _("“%(word)s” is in use (%(where)s), so it stays. Add another entry, and deactivate this one.")
    errors = {name: text % {"word": word, "where": used[word]} for name, word in gone.items() if word in used}
    if errors:
        raise ValidationError(errors)
