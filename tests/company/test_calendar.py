"""When the company works: shifts, free days, and the first working moment from a moment on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from apps.company.calendar.calendar import Calendar, in_year
from apps.company.calendar.days import Day, touched
from apps.company.calendar.shifts import MINUTES, Shift, shifts_in, text_of, validate_hours

pytestmark = pytest.mark.any_database

BOGOTA, SAO_PAULO, MADRID = (ZoneInfo(f"{name}") for name in ("America/Bogota", "America/Sao_Paulo", "Europe/Madrid"))
MORNING, AFTERNOON = Shift(8 * 60, 12 * 60), Shift(13 * 60, 17 * 60)
OFFICE = ((MORNING, AFTERNOON),) * 5 + ((), ())
# A Friday.
FRIDAY = date(2026, 2, 6)


def at(zone: ZoneInfo, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def working(calendar: Calendar, text: str) -> str:
    found = calendar.working_moment(at(calendar.zone, text).astimezone(UTC))
    return f"{found.astimezone(calendar.zone):%Y-%m-%dT%H:%M}"


@pytest.mark.parametrize(
    "text", ["", "08:00-12:00", "08:00-12:00 13:00-17:30", "00:00-24:00", "06:00-14:00 14:00-22:00"]
)
def test_hours_are_read_as_they_were_written(text: str) -> None:
    validate_hours(text)
    assert text_of(shifts_in(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "8-12", "08:00", "12:00-08:00", "08:00-08:00", "08:00-12:00 11:00-13:00", "13:00-17:00 08:00-12:00",
        "24:00-24:00", "08:60-12:00", "08:00-25:00", "00:00-01:00 02:00-03:00 04:00-05:00 06:00-07:00",
    ],
)  # fmt: skip
def test_what_are_no_hours_or_such_as_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        validate_hours(text)


@pytest.mark.parametrize(
    ("planned", "due"),
    [
        ("2026-02-06T09:30", "2026-02-06T09:30"),  # at work
        ("2026-02-06T06:00", "2026-02-06T08:00"),  # before work
        ("2026-02-06T12:00", "2026-02-06T13:00"),  # the break begins
        ("2026-02-06T17:00", "2026-02-09T08:00"),  # Friday evening
        ("2026-02-08T10:00", "2026-02-09T08:00"),  # Sunday
    ],
)
def test_what_is_planned_for_a_free_time_is_due_at_the_next_working_moment(planned: str, due: str) -> None:
    assert working(Calendar(BOGOTA, OFFICE), planned) == due


def test_an_account_without_hours_and_holidays_works_always() -> None:
    assert Calendar(BOGOTA).is_always_open
    assert working(Calendar(BOGOTA), "2026-02-08T03:00") == "2026-02-08T03:00"


def test_a_holiday_is_free_and_one_that_is_a_working_day_is_not() -> None:
    calendar = Calendar(BOGOTA, OFFICE, days={FRIDAY: False})
    assert working(calendar, "2026-02-06T09:00") == "2026-02-09T08:00"
    sunday = Calendar(BOGOTA, OFFICE, days={date(2026, 2, 8): True})
    assert (working(sunday, "2026-02-07T09:00"), working(sunday, "2026-02-08T09:15")) == (
        "2026-02-08T08:00", "2026-02-08T09:15"
    )  # fmt: skip


def test_a_day_of_every_year_is_free_in_each_unless_a_date_says_otherwise() -> None:
    christmas = {in_year(date(2026, 12, 25)): False}
    calendar = Calendar(BOGOTA, OFFICE, yearly=christmas)
    assert working(calendar, "2026-12-25T09:00") == "2026-12-28T08:00"
    assert working(calendar, "2028-12-25T09:00") == "2028-12-26T08:00"
    this_year = Calendar(BOGOTA, OFFICE, days={date(2026, 12, 25): True}, yearly=christmas)
    assert working(this_year, "2026-12-25T09:00") == "2026-12-25T09:00"
    assert working(this_year, "2028-12-25T09:00") == "2028-12-26T08:00"


def test_a_holiday_begins_and_ends_where_the_account_is() -> None:
    """Midnight UTC of the 8th of March is still the 7th in Bogotá, and already the 8th in Madrid."""
    free = {date(2026, 3, 8): False}
    moment = datetime(2026, 3, 8, 2, tzinfo=UTC)
    assert Calendar(BOGOTA, days=free).working_moment(moment) == moment
    assert Calendar(MADRID, days=free).working_moment(moment) == datetime(2026, 3, 8, 23, tzinfo=UTC)


@pytest.mark.parametrize(("day", "hour"), [("2026-03-29", 6), ("2026-10-25", 7)])
def test_the_clock_on_the_wall_counts_when_it_is_put_forward_or_back(day: str, hour: int) -> None:
    calendar = Calendar(MADRID, ((MORNING,),) * 7)
    found = calendar.working_moment(at(MADRID, f"{day}T04:00").astimezone(UTC))
    assert found == datetime.fromisoformat(f"{day}T{hour:02}:00").replace(tzinfo=UTC)


def test_without_a_working_day_in_sight_a_moment_stays() -> None:
    closed = Calendar(BOGOTA, yearly={month * 100 + day: False for month in range(1, 13) for day in range(1, 32)})
    assert working(closed, "2026-02-08T03:00") == "2026-02-08T03:00"


@pytest.mark.parametrize("year", [1, 9999])
def test_moments_at_the_end_of_time_stay(year: int) -> None:
    moment = datetime(year, 1, 1, tzinfo=UTC)
    assert Calendar(BOGOTA, OFFICE).working_moment(moment) == moment


def test_the_closed_stretches_of_a_time_say_what_each_of_its_moments_becomes() -> None:
    """They are what the database is told: it must come to the same as the calendar."""
    calendar = Calendar(
        SAO_PAULO, OFFICE, days={FRIDAY: False, date(2026, 2, 8): True}, yearly={216: False, 217: False}
    )
    since, until = at(SAO_PAULO, "2026-02-04T00:00"), at(SAO_PAULO, "2026-02-20T00:00")
    closed = list(calendar.closed_between(since, until))
    assert all(starts < ends for starts, ends in closed)
    moment = since
    while moment < until:
        found = next((ends for starts, ends in closed if starts <= moment < ends), moment)
        assert found == calendar.working_moment(moment), moment
        moment += timedelta(minutes=30)


def test_a_changed_day_touches_what_was_planned_from_the_working_day_before_it_on() -> None:
    calendar = Calendar(BOGOTA, OFFICE, days={date(2026, 2, 9): False})
    assert touched(calendar, [Day(date(2026, 2, 9), False)], ()) == [
        (at(BOGOTA, "2026-02-06T00:00"), at(BOGOTA, "2026-02-10T00:00"))
    ]


def test_a_day_of_every_year_touches_each_year_for_which_anything_is_planned() -> None:
    days = [Day(date(2020, 1, 1), True), Day(date(2020, 2, 29), True)]
    found = touched(Calendar(BOGOTA, OFFICE), days, [2026])
    assert [since.year for since, _until in found] == [2025, 2026]
    assert touched(Calendar(BOGOTA), [Day(date(2020, 2, 29), True)], [2026, 2027])[0][1] == at(
        BOGOTA, "2028-03-01T00:00"
    )


def test_the_last_shift_ends_with_the_day() -> None:
    night = Calendar(BOGOTA, ((Shift(22 * 60, MINUTES),),) * 7)
    assert working(night, "2026-02-06T23:59") == "2026-02-06T23:59"
    assert working(night, "2026-02-07T00:00") == "2026-02-07T22:00"
