"""How far a list looks for what it is asked for, so that no call costs in proportion to a table.

What an index has ready, in the order of the list, is read from there, however much there is. For everything else rows
are looked through one by one: those that an index finds for one of the filters, or all of them; never more than
LOOKED_THROUGH. Whoever asks for that is told which filters to narrow it by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.constants import LOOKUP_SEP

from apps.accounts.models import Account
from apps.api import problems
from apps.api.served import as_indexed, base_of, by_others, order_of
from apps.common import counting

LOOKED_THROUGH = 100_000
COUNTED = 1_000_000
"""Entries of an index, which is a fraction of the work."""

Kept = Callable[[dict[str, Any]], int | None]


@dataclass(frozen=True)
class Reach:
    """The rows of `every`, a list of the account, with `values` in their columns, that meet `conditions`, in `period`.

    `ready` are the columns for a value of which an index has them in order, `leads` those for which one has them at
    all (apps/api/served.py); `kept` knows how many have some values,
    where that is kept; `names` are the parameters that were given, and `better` those that an index serves.
    """

    account: Account
    every: QuerySet[Any]
    values: Mapping[str, Any]
    ready: frozenset[str]
    leads: frozenset[str]
    kept: Kept
    conditions: tuple[Q, ...] = ()
    period: Mapping[str, Any] | None = None
    names: tuple[str, ...] = ()
    better: Callable[[], tuple[str, ...]] = tuple

    def rows(self) -> QuerySet[Any]:
        """Raises TooCostly."""
        return self._all if self.is_ready else self._looked_through

    def total(self) -> int:
        """How many they are; about, for a whole list of more than LOOKED_THROUGH whose number is not kept.

        Raises TooCostly where nobody knows and they are too many to count.
        """
        kept = self.kept(dict(self.values)) if not (self.conditions or self.period) else None
        if kept is not None:
            return kept
        if not self.names:
            return counting.about(self._all, exactly=LOOKED_THROUGH)
        number = self.rows().order_by().values("pk")[: COUNTED + 1].count()
        if number > COUNTED:
            raise self._too_costly
        return number

    @property
    def is_ready(self) -> bool:
        """Whether an index has them in their order: for one value in one column, within a period of that order."""
        if self.conditions or (self.period and not self._is_of_order) or len(self.values) > 1:
            return False
        names = {path if LOOKUP_SEP in path else base_of(path, self.every.model) for path in self.values}
        return names <= self.ready

    @cached_property
    def _looked_through(self) -> QuerySet[Any]:
        whole = self.kept({})
        if whole is not None and whole <= LOOKED_THROUGH:
            return self._all
        for rows in self.candidates(is_whole_known=whole is not None):
            if _are_few(rows):
                return self._all.filter(pk__in=rows.order_by().values("pk")[: LOOKED_THROUGH + 1])
        raise self._too_costly

    def candidates(self, *, is_whole_known: bool = True) -> Iterator[QuerySet[Any]]:
        """What an index leads to, of which any may be few enough."""
        if not is_whole_known:
            yield self.every
        for part in (*({path: value} for path, value in self.values.items()), self.period or {}):
            leads = {base_of(path, self.every.model) for path in part}
            if leads and leads <= self.leads:
                yield from self._with(part)
            elif len(part) == 1:
                yield from self._by_others(*next(iter(part.items())))

    def _with(self, part: Mapping[str, Any]) -> Iterator[QuerySet[Any]]:
        """Those with `part`, unless they are known to be too many, or it names too many others."""
        if (self.kept(dict(part)) or 0) > LOOKED_THROUGH:
            return
        if all(_are_few(value) for value in part.values() if isinstance(value, QuerySet)):
            yield self.every.filter(**as_indexed(part))

    def _by_others(self, path: str, value: Any) -> Iterator[QuerySet[Any]]:
        others = by_others(path, value, self.every.model, self.account)
        if others and others[0] in self.leads and _are_few(others[1]):
            yield self.every.filter(**{f"{others[0]}__in": others[1]})

    @cached_property
    def _all(self) -> QuerySet[Any]:
        rows = self.every.filter(**as_indexed(self.values)).filter(**self.period or {})
        for condition in self.conditions:
            rows = rows.filter(condition)
        return rows

    @property
    def _is_of_order(self) -> bool:
        """Whether the period is of the moment that the list goes by: then an index has it anyway."""
        first = order_of(self.every)[0].lstrip("-")
        return {path.rpartition(LOOKUP_SEP)[0] for path in self.period or {}} == {first}

    @property
    def _too_costly(self) -> problems.TooCostly:
        return problems.TooCostly(self.names, [name for name in self.better() if name not in self.names])


def _are_few(rows: QuerySet[Any]) -> bool:
    return rows.order_by()[: LOOKED_THROUGH + 1].count() <= LOOKED_THROUGH
