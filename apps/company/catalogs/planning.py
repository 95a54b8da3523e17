"""What a file would do to a catalog, line by line, before anything is done: whoever imports looks at it first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from apps.accounts.models import Account
from apps.audit.record import diff
from apps.common.writing import values
from apps.company import catalogs
from apps.company.catalogs import MOST
from apps.company.catalogs.cells import order_of
from apps.company.catalogs.holding import holders
from apps.company.importing.cells import mark_of, told
from apps.company.importing.plan import ADDED, CHANGED, Plan, Planned
from apps.company.importing.sheet import Line
from apps.company.models import Catalog, CatalogEntry
from apps.company.models.catalog import WORDS
from apps.company.words import fold

FIELDS = (*WORDS, "order", "is_active")


class CatalogPlan(Plan[CatalogEntry]):
    """The lines of a file against the entries that there are; three queries, however many lines."""

    def __init__(self, account: Account, catalog: Catalog, lines: Sequence[Line]) -> None:
        self.account, self.catalog = account, catalog
        self.entries = list(CatalogEntry.objects.within(account, catalog.name)) if catalog.pk else []
        self.by_code = {fold(entry.code): entry for entry in self.entries}
        self.last = max((entry.order for entry in self.entries), default=0)
        self.before = {entry.pk: values(entry, FIELDS) for entry in self.entries}
        self.lines = [self._planned(line) for line in lines]
        self._refuse_repeated()
        self._refuse_ambiguous()
        self._refuse_in_use()
        self._require_room()

    def _planned(self, line: Line) -> Planned[CatalogEntry]:
        code = line.cells.get("code", "")
        planned = Planned[CatalogEntry](line.number, code)
        entry = self.by_code.get(fold(code)) or CatalogEntry(account=self.account, catalog=self.catalog)
        try:
            self._fill(entry, line.cells)
        except ValidationError as error:
            planned.errors = told(error, CatalogEntry)
            return planned
        planned.row = entry
        planned.changes = diff(self.before.get(entry.pk, {}), values(entry, FIELDS))
        return planned

    def _fill(self, entry: CatalogEntry, cells: Mapping[str, str]) -> None:
        """Raises ValidationError."""
        self._require_this_catalog(cells.get("catalog", ""))
        for name in WORDS:
            setattr(entry, name, cells.get(name, getattr(entry, name)))
        entry.order = order_of(cells.get("order", ""), entry.order if entry.pk else self._next())
        entry.is_active = mark_of("is_active", cells.get("is_active", ""), usual=entry.is_active)
        # The keys are right, and asking for them would be two queries a line.
        entry.full_clean(exclude=["account", "catalog"], validate_unique=False, validate_constraints=False)

    def _require_this_catalog(self, given: str) -> None:
        kind = catalogs.get(self.catalog.name)
        names = {fold(self.catalog.name), fold(str(kind.label) if kind else "")}
        if given and fold(given) not in names:
            raise ValidationError(_("This line is for another catalog: %(name)s.") % {"name": given[:60]})

    def _next(self) -> int:
        self.last += 1
        return self.last

    def _refuse_repeated(self) -> None:
        seen: dict[str, int] = {}
        for line in self.lines:
            first = seen.setdefault(fold(line.key), line.number)
            if line.key and first != line.number:
                line.errors.append(_("Line %(number)s has this code already.") % {"number": first})

    def _refuse_ambiguous(self) -> None:
        """A word means one entry: those of the file, and those that it leaves as they are."""
        touched = [line for line in self.lines if line.row is not None and not line.errors]
        kept = {id(line.row) for line in touched}
        taken = {word: entry for entry in self.entries if id(entry) not in kept for word in _folded(entry)}
        for line in touched:
            assert line.row is not None  # noqa: S101 - chosen so
            others = [taken[word] for word in _folded(line.row) if taken.setdefault(word, line.row) is not line.row]
            if others:
                line.errors.append(_("A name or the code of this means %(entry)s already.") % {"entry": others[0]})

    def _refuse_in_use(self) -> None:
        """Rows hold the words themselves, so that a word which is held stays."""
        gone = {line.number: self._gone(line) for line in self.lines if line.outcome == CHANGED}
        kind, words = catalogs.get(self.catalog.name), set[str]().union(*gone.values())
        used = holders(self.account, kind, words) if kind and words else {}
        for line in self.lines:
            for word in sorted(gone.get(line.number, set()) & used.keys()):
                text = _("“%(word)s” is in use (%(where)s), so it stays.")
                line.errors.append(text % {"word": word, "where": used[word]})

    def _gone(self, line: Planned[CatalogEntry]) -> set[str]:
        assert line.row is not None  # noqa: S101 - it changes
        before = {self.before[line.row.pk][name] for name in WORDS}
        return before - {getattr(line.row, name) for name in WORDS} - {""}

    def _require_room(self) -> None:
        added = self.of(ADDED)
        for line in added[max(0, MOST - len(self.entries)) :]:
            line.errors.append(_("A catalog has %(most)s entries at most.") % {"most": MOST})


def _folded(entry: CatalogEntry) -> set[str]:
    return {fold(getattr(entry, name)) for name in WORDS} - {""}
