"""One account's calendar, in the memory: everything about it is worked out without asking the database."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from apps.company.calendar.shifts import ALL_DAY, MINUTES, Shift

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
AHEAD = 400
"""So many days are looked through for the next one on which somebody works."""
SANE = datetime(1900, 1, 1, tzinfo=UTC), datetime(2300, 1, 1, tzinfo=UTC)
"""Nobody plans beyond, and the clocks of the libraries end somewhere."""
Closed = tuple[datetime, datetime]
EVERY_HOUR = ((ALL_DAY,),) * 7


def in_year(day: date) -> int:
    """What a day has in common with the same day of every other year: 1225 for Christmas."""
    return day.month * 100 + day.day


@dataclass(frozen=True)
class Calendar:
    """`week` has the shifts of each weekday, Monday first; `days` and `yearly` say of a date, or of the day of every
    year with the number of `in_year`, whether one works on it. A date by itself comes before a day of every year.
    """

    zone: ZoneInfo
    week: tuple[tuple[Shift, ...], ...] = EVERY_HOUR
    days: Mapping[date, bool] = field(default_factory=dict)
    yearly: Mapping[int, bool] = field(default_factory=dict)

    @property
    def is_always_open(self) -> bool:
        return self.week == EVERY_HOUR and all(self.days.values()) and all(self.yearly.values())

    def shifts_on(self, day: date) -> tuple[Shift, ...]:
        """The hours of `day`. One on which people work although their week has none has those of their first day."""
        works = self.days.get(day, self.yearly.get(in_year(day)))
        usual = self.week[day.weekday()]
        if works is None:
            return usual
        return (usual or self._first_hours) if works else ()

    @cached_property
    def _first_hours(self) -> tuple[Shift, ...]:
        return next((shifts for shifts in self.week if shifts), (ALL_DAY,))

    def working_moment(self, moment: datetime) -> datetime:
        """The first working moment at or after `moment`; `moment` itself where none is in sight."""
        if self.is_always_open or not SANE[0] <= moment <= SANE[1]:
            return moment
        day = moment.astimezone(self.zone).date()
        later = (max(starts, moment) for starts, ends in self._open(day, day + AHEAD * DAY) if ends > moment)
        return next(later, moment)

    def closed_between(self, since: datetime, until: datetime) -> Iterator[Closed]:
        """The stretches in which nobody works and that touch the time from `since` to `until`, each as a whole to its
        end, which may be later. One without an end in sight is left out.
        """
        if self.is_always_open:
            return
        since, until = max(since, SANE[0]), min(until, SANE[1])
        first, last = since.astimezone(self.zone).date(), until.astimezone(self.zone).date()
        free = since
        for starts, ends in self._open(first, last + AHEAD * DAY):
            if starts > free:
                yield free, starts
            free = max(free, ends)
            if free >= until:
                return

    def last_working_day_before(self, day: date, but: Collection[date]) -> date:
        """Somebody works on it, and it is none of `but`; at most AHEAD days before `day`."""
        found = day - DAY
        while (found in but or not self.shifts_on(found)) and day - found < AHEAD * DAY:
            found -= DAY
        return found

    def start_of(self, day: date) -> datetime:
        """The moment at which the local `day` begins."""
        return self._at(day, 0)

    def _open(self, first: date, last: date) -> Iterator[tuple[datetime, datetime]]:
        day = first
        while day <= last:
            for shift in self.shifts_on(day):
                yield self._at(day, shift.starts), self._at(day, shift.ends)
            day += DAY

    def _at(self, day: date, minutes: int) -> datetime:
        """The clock of the wall counts, also on a day on which it is put forward or back."""
        day, minutes = (day + DAY, 0) if minutes == MINUTES else (day, minutes)
        local = datetime(day.year, day.month, day.day, minutes // 60, minutes % 60, tzinfo=self.zone)
        return local.astimezone(UTC)
