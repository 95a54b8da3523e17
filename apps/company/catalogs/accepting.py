"""What the columns that a catalog gives the values of accept, asked before a row is written: one query, whatever it
writes.

A value may be an entry's code, or its name in any language, in small letters or capitals, with or without accents; the
row holds the name in the language of the account. What a row holds already stays valid. A catalog without entries, or
one that is open, accepts any text as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import FilteredRelation, Q
from django.utils.translation import gettext as _

from apps.accounts.models import Account
from apps.common.models import AccountOwned
from apps.company import catalogs
from apps.company.catalogs import Use
from apps.company.models import Catalog, CatalogEntry
from apps.company.models.catalog import WORDS
from apps.company.words import fold, has_word

SOUGHT = 50
"""More words than these are not looked up one by one: then all entries are read, of which there are not so many."""
TOLD = 20
COLUMNS = (*WORDS, "is_active")
Fields = dict[str, Any]


def accepted(row: AccountOwned, fields: Mapping[str, Any]) -> Fields:
    """`fields`, which are about to be written to `row`, as they are to be written.

    Raises ValidationError, which names the fields and says what is allowed.
    """
    return Known.for_all(row.account, [(row, fields)]).accept(row, fields)


@dataclass
class Known:
    """`entries` are those that may be meant, of each closed catalog that is asked about, by their folded words."""

    account: Account
    entries: dict[str, dict[str, CatalogEntry]] = field(default_factory=dict)

    @classmethod
    def for_all(cls, account: Account, writes: Iterable[tuple[AccountOwned, Mapping[str, Any]]]) -> Known:
        """What it takes to accept all of `writes`, in one query; in none where they change no such column."""
        known, asked = cls(account), _asked(writes)
        for name, entry in _read(account, asked) if asked else ():
            words = known.entries.setdefault(name, {})
            if entry is not None:
                words |= dict.fromkeys(map(fold, filter(None, (getattr(entry, word) for word in WORDS))), entry)
        return known

    def accept(self, row: AccountOwned, fields: Mapping[str, Any]) -> Fields:
        """See `accepted`."""
        found, errors = dict(fields), dict[str, str]()
        for name, use in catalogs.uses_in(type(row)):
            given = _changed(row, use, fields) if name in self.entries else {}
            errors |= self._take(name, use, given, found)
        if errors:
            raise ValidationError(errors)
        return found

    def _take(self, name: str, use: Use, given: Mapping[str, str], found: Fields) -> dict[str, str]:
        """Put what is meant by `given` into `found`; what is wrong with it, by column."""
        meant = {column: [self._meant(name, word) for word in _words(use, text)] for column, text in given.items()}
        unknown = [column for column, entries in meant.items() if None in entries]
        if unknown:
            return {column: self._refusal(name, use, given[column]) for column in unknown}
        every = [entry for entries in meant.values() for entry in entries if entry is not None]
        if not use.several and len({entry.code for entry in every}) > 1:
            return {use.name: _("The code and the name mean two different entries of %(catalog)s.") % _called(name)}
        if every:
            found |= _written(use, every)
        return {}

    def _meant(self, name: str, word: str) -> CatalogEntry | None:
        entry = self.entries[name].get(fold(word))
        return entry if entry is not None and entry.is_active else None

    def _refusal(self, name: str, use: Use, text: str) -> str:
        """Which value it is, and the first of those that there are."""
        wrong = next(word for word in _words(use, text) if self._meant(name, word) is None)
        rows = list(CatalogEntry.objects.choices(self.account, name)[: TOLD + 1])
        listed = ", ".join(entry.kept_name for entry in rows[:TOLD]) + (", …" if len(rows) > TOLD else "")
        words = {"value": wrong, "values": listed} | _called(name)
        if not rows:
            return _("“%(value)s” is not in the catalog %(catalog)s, which has no active entry.") % words
        return _("“%(value)s” is not in the catalog %(catalog)s. Allowed: %(values)s.") % words


def _called(name: str) -> dict[str, str]:
    return {"catalog": catalogs.label_of(name)}


def _changed(row: AccountOwned, use: Use, fields: Mapping[str, Any]) -> dict[str, str]:
    """What `fields` say in the columns of `use`, unless `row` holds just that; nothing for an empty value."""
    given = {column: str(fields[column] or "") for column in use.columns if column in fields}
    if all(getattr(row, column) == text for column, text in given.items()):
        return {}
    return {column: text for column, text in given.items() if text.strip()}


def _words(use: Use, text: str) -> list[str]:
    """The values in `text`."""
    return [word.strip() for word in text.split(",") if word.strip()] if use.several else [text]


def _written(use: Use, entries: list[CatalogEntry]) -> Fields:
    """What the columns hold of `entries`."""
    text = ", ".join(dict.fromkeys(entry.kept_name for entry in entries))
    return {use.name: text} | ({use.code: entries[0].code} if use.code else {})


def _asked(writes: Iterable[tuple[AccountOwned, Mapping[str, Any]]]) -> dict[str, set[str]]:
    """By catalog, the folded words that are to be written."""
    asked: dict[str, set[str]] = {}
    for row, fields in writes:
        for name, use in catalogs.uses_in(type(row)):
            for text in _changed(row, use, fields).values():
                asked.setdefault(name, set()).update(map(fold, _words(use, text)))
    return asked


def _read(account: Account, asked: Mapping[str, set[str]]) -> Iterable[tuple[str, CatalogEntry | None]]:
    """The closed catalogs among them, each with every entry that may be meant, or with None."""
    words = set[str]().union(*asked.values())
    sought = [has_word("entries__words", word) for word in words] if len(words) <= SOUGHT else []
    rows = Catalog.objects.closed(account, set(asked))
    meant = FilteredRelation("entries", condition=reduce(or_, sought, Q()))
    columns = [f"meant__{column}" for column in COLUMNS]
    for name, *values in rows.annotate(meant=meant).values_list("name", *columns):
        fields = dict(zip(COLUMNS, values, strict=True))
        yield name, None if fields["code"] is None else CatalogEntry(account=account, **fields)
