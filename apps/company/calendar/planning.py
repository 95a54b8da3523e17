"""What a file would do to the holidays, line by line, before anything is done: whoever imports looks at it first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from apps.accounts.models import Account
from apps.audit.record import diff
from apps.common.writing import values
from apps.company.calendar.calendar import Calendar
from apps.company.calendar.days import Day
from apps.company.calendar.loading import calendar_with
from apps.company.importing.cells import day_of, mark_of, told
from apps.company.importing.plan import ADDED, CHANGED, Plan, Planned
from apps.company.importing.sheet import Line, Sheet
from apps.company.models import Holiday
from apps.company.models.holiday import HOLIDAY_FIELDS, MAX_HOLIDAYS

SHEET = Sheet(
    model=Holiday,
    columns=HOLIDAY_FIELDS,
    keys=("date",),
    required=("date",),
    most_lines=MAX_HOLIDAYS,
    most_bytes=256 * 1024,
)


class HolidayPlan(Plan[Holiday]):
    """The lines of a file against the holidays that there are: a line is about the one on its date. One query, however
    many lines.
    """

    def __init__(self, account: Account, lines: Sequence[Line]) -> None:
        self.account = account
        self.by_date = {row.date: row for row in Holiday.objects.of(account)}
        self.before = {row.pk: values(row, HOLIDAY_FIELDS) for row in self.by_date.values()}
        self.first_line: dict[date, int] = {}
        self.lines = [self._planned(line) for line in lines]
        self._refuse_same_day_of_year()
        self._require_room()

    @property
    def days(self) -> list[Day]:
        """Those on which the calendar is another one after it."""
        return [day for outcome in (ADDED, CHANGED) for line in self.of(outcome) for day in self._days_of(line)]

    def calendar(self) -> Calendar:
        """What the calendar is after it."""
        rows = self.by_date.values()
        return calendar_with(self.account, ((row.date, row.month_day, row.working_day) for row in rows))

    def _planned(self, line: Line) -> Planned[Holiday]:
        planned = Planned[Holiday](line.number, line.cells["date"])
        try:
            row = self._filled(line.number, line.cells)
        except ValidationError as error:
            planned.errors = told(error, Holiday)
            return planned
        planned.row = row
        planned.changes = diff(self.before.get(row.pk, {}), values(row, HOLIDAY_FIELDS))
        return planned

    def _filled(self, number: int, cells: Mapping[str, str]) -> Holiday:
        """Raises ValidationError."""
        day = day_of(cells["date"])
        self._require_first(number, day)
        row = self.by_date.setdefault(day, Holiday(account=self.account, date=day))
        row.description = cells.get("description", row.description)
        for name in ("working_day", "recurrent"):
            setattr(row, name, mark_of(name, cells.get(name, ""), usual=getattr(row, name)))
        # What is unique is looked at below, of all lines at once.
        row.full_clean(exclude=["account"], validate_unique=False, validate_constraints=False)
        return row

    def _require_first(self, number: int, day: date) -> None:
        first = self.first_line.setdefault(day, number)
        if first != number:
            raise ValidationError(_("Line %(number)s has this date already.") % {"number": first})

    def _refuse_same_day_of_year(self) -> None:
        """Those of the file against each other, and against those that it leaves as they are."""
        touched = {id(line.row) for line in self.lines}
        taken = {row.month_day: row for row in self.by_date.values() if id(row) not in touched}
        for line in self.lines:
            if line.row and line.row.month_day and taken.setdefault(line.row.month_day, line.row) is not line.row:
                line.errors.append(_("This day of every year is in the calendar already."))

    def _require_room(self) -> None:
        for line in self.of(ADDED)[max(0, MAX_HOLIDAYS - len(self.before)) :]:
            line.errors.append(_("A calendar can have %(number)d holidays at most.") % {"number": MAX_HOLIDAYS})

    def _days_of(self, line: Planned[Holiday]) -> Iterator[Day]:
        row: Any = line.row
        if line.changes.keys() <= {"description"}:
            return
        yield Day(row.date, row.recurrent)
        if "recurrent" in line.changes and row.pk:
            yield Day(row.date, not row.recurrent)
