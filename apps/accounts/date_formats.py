"""How an account writes its dates and hours: dates as the reader's language does, or always in one way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class DateFormat(models.TextChoices):
    """The example in each label is one and the same day."""

    BY_LANGUAGE = "language", _("By language: 21 Nov 2026")
    DAY_FIRST = "day_first", _("Day first: 21/11/2026")
    MONTH_FIRST = "month_first", _("Month first: 11/21/2026")
    YEAR_FIRST = "year_first", _("Year first: 2026-11-21")


class TimeFormat(models.TextChoices):
    """The example in each label is one and the same minute."""

    HOURS_24 = "24", _("24 hours: 19:30")
    HOURS_12 = "12", _("12 hours: 7:30 PM")


class FirstDay(models.IntegerChoices):
    """Of the week, by the numbers of ISO 8601."""

    MONDAY = 1, _("Monday")
    SATURDAY = 6, _("Saturday")
    SUNDAY = 7, _("Sunday")


class Written(NamedTuple):
    date: str = DateFormat.BY_LANGUAGE
    time: str = TimeFormat.HOURS_24


PATTERNS = {DateFormat.DAY_FIRST: "d/m/Y", DateFormat.MONTH_FIRST: "m/d/Y", DateFormat.YEAR_FIRST: "Y-m-d"}
MINUTES = {TimeFormat.HOURS_24: "H:i", TimeFormat.HOURS_12: "g:i A"}
SECONDS = {TimeFormat.HOURS_24: "H:i:s", TimeFormat.HOURS_12: "g:i:s A"}
USUAL = Written()
FOR_PROGRAMS = "Y-m-d"
_current: ContextVar[Written] = ContextVar("date_format", default=USUAL)


@contextmanager
def override(date: str, time: str = TimeFormat.HOURS_24) -> Iterator[None]:
    """Until it ends, dates are written as `date` (one of DateFormat) says, and hours as `time` (of TimeFormat)."""
    before = _current.set(Written(date, time))
    try:
        yield
    finally:
        _current.reset(before)


def written() -> Written:
    """The current way."""
    return _current.get()


def current() -> str:
    return written().date


def pattern() -> str:
    """The current way of dates, in the letters of django.utils.dateformat."""
    return PATTERNS.get(DateFormat(current()), _of_language())


def pattern_for_files() -> str:
    """The same for a file that programs read: an account that has chosen none gets what every program understands."""
    return PATTERNS.get(DateFormat(current()), FOR_PROGRAMS)


def time_pattern(*, seconds: bool = False) -> str:
    """The current way of hours, in the same letters."""
    return (SECONDS if seconds else MINUTES)[TimeFormat(written().time)]


def _of_language() -> str:
    """ "21 Nov 2026"; of the three languages only English writes a month with a capital."""
    month = "M" if (get_language() or "").startswith("en") else "b"
    return f"j {month} Y"
