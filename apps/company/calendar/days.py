"""Which days a change of the calendar is about, and when a date that was planned can be touched by it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from apps.company.calendar.calendar import DAY, Calendar

Span = tuple[datetime, datetime]


class Day(NamedTuple):
    on: date
    recurrent: bool

    def in_years(self, years: Iterable[int]) -> Iterator[date]:
        """The day itself, or the same one of each of `years`; the 29th of February not in each."""
        if not self.recurrent:
            yield self.on
            return
        for year in years:
            try:
                yield self.on.replace(year=year)
            except ValueError:
                continue


def touched(calendar: Calendar, days: Collection[Day], years: Iterable[int]) -> list[Span]:
    """The spans of time, in order and apart, in which something was planned that can land on another moment now.

    From the last day before on which somebody works: what was planned for its evening lands on the first hours of
    the changed day, or no longer. `years` are those for which anything is planned.
    """
    # What is planned for the end of December can land in January.
    looked_at = sorted({year + step for year in years for step in (0, 1)})
    changed = {found for day in days for found in day.in_years(looked_at)}
    return _apart(_around(calendar, day, changed) for day in sorted(changed))


def _around(calendar: Calendar, day: date, changed: Collection[date]) -> Span:
    # Of days in a row only the first one looks back.
    first = day if day - DAY in changed else calendar.last_working_day_before(day, changed)
    return calendar.start_of(first), calendar.start_of(day + DAY)


def _apart(spans: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for since, until in spans:
        if found and since <= found[-1][1]:
            found[-1] = (min(found[-1][0], since), max(found[-1][1], until))
        else:
            found.append((since, until))
    return found
