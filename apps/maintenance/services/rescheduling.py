"""When the calendar changes, what is pending lands on the working moments of the new one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime, timedelta

from django.db.models import Case, DateTimeField, F, QuerySet, Value, When

from apps.accounts.models import Account
from apps.company.calendar.calendar import SANE, Calendar
from apps.company.calendar.days import Day, Span, touched
from apps.maintenance.models import PlannedTask

AT_ONCE = timedelta(days=31)
"""What was planned for so long is moved by one statement, however much it is."""


def reschedule(account: Account, calendar: Calendar, days: Collection[Day] | None) -> int:
    """Move every pending task that the change of `calendar` on `days` (None: on any) touches; how many there were.

    A statement for each month in which anything is planned, however many tasks there are.
    """
    return sum(rows.update(next_date=F("due")) for rows in _misplaced(account, calendar, days))


def count_misplaced(account: Account, calendar: Calendar, days: Collection[Day] | None) -> int:
    """How many would be moved if this were the calendar of `account`."""
    return sum(rows.count() for rows in _misplaced(account, calendar, days))


def _misplaced(account: Account, calendar: Calendar, days: Collection[Day] | None) -> Iterator[QuerySet[PlannedTask]]:
    pending = PlannedTask.objects.pending(account)
    if days is None:
        spans = _months(pending)
    else:
        years = _years(pending) if any(day.recurrent for day in days) else ()
        parts = (part for span in touched(calendar, days, years) for part in _parts(span))
        spans = _used(pending, _together(parts))
    for since, until in spans:
        planned = pending.filter(planned_date__gte=since, planned_date__lt=until)
        yield planned.alias(due=_due(calendar, since, until)).exclude(next_date=F("due"))


def _due(calendar: Calendar, since: datetime, until: datetime) -> Case:
    """When something that is planned between `since` and `until` is due, as the database works it out."""
    closed = list(calendar.closed_between(since, until))
    moved = [When(planned_date__gte=starts, planned_date__lt=ends, then=Value(ends)) for starts, ends in closed]
    return Case(*moved, default=F("planned_date"), output_field=DateTimeField())


def _months(pending: QuerySet[PlannedTask]) -> Iterator[Span]:
    """Spans of AT_ONCE in which something is planned: one step of the index for each."""
    since = _first(pending, SANE[0])
    while since is not None:
        yield since, since + AT_ONCE
        since = _first(pending, since + AT_ONCE)


def _years(pending: QuerySet[PlannedTask]) -> Iterator[int]:
    """The years for which something is planned, and the one before each: local ones begin earlier in the east."""
    first = _first(pending, SANE[0])
    while first is not None:
        yield from (first.year - 1, first.year, first.year + 1)
        first = _first(pending, datetime(first.year + 1, 1, 1, tzinfo=UTC))


def _first(pending: QuerySet[PlannedTask], since: datetime) -> datetime | None:
    rows = pending.filter(planned_date__gte=since, planned_date__lt=SANE[1]).order_by("planned_date")
    return rows.values_list("planned_date", flat=True).first()


def _parts(span: Span) -> Iterator[Span]:
    since, until = span
    while since < until:
        yield since, min(since + AT_ONCE, until)
        since += AT_ONCE


def _used(pending: QuerySet[PlannedTask], spans: Iterable[Span]) -> Iterator[Span]:
    """Those of `spans`, which are in order, in which anything is planned: one step of the index for each."""
    found = SANE[0]
    for since, until in spans:
        if found < since:
            first = _first(pending, since)
            if first is None:
                return
            found = first
        if found < until:
            yield since, until


def _together(spans: Iterable[Span]) -> Iterator[Span]:
    """Spans of AT_ONCE at most that hold all of `spans`: a file of holidays takes no statement for each of its days.

    What is planned between them is where the calendar has it already.
    """
    held: list[Span] = []
    for since, until in spans:
        if held and until - held[0][0] > AT_ONCE:
            yield held[0][0], held[-1][1]
            held = []
        held.append((since, until))
    if held:
        yield held[0][0], held[-1][1]
