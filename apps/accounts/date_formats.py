"""How an account writes its dates: as the reader's language does, or always in one way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class DateFormat(models.TextChoices):
    """The example in each label is one and the same day."""

    BY_LANGUAGE = "language", _("As the language writes it: 21 Nov 2026")
    DAY_FIRST = "day_first", _("Day first: 21/11/2026")
    MONTH_FIRST = "month_first", _("Month first: 11/21/2026")
    YEAR_FIRST = "year_first", _("Year first: 2026-11-21")


PATTERNS = {DateFormat.DAY_FIRST: "d/m/Y", DateFormat.MONTH_FIRST: "m/d/Y", DateFormat.YEAR_FIRST: "Y-m-d"}
_current: ContextVar[str] = ContextVar("date_format", default=DateFormat.BY_LANGUAGE)


@contextmanager
def override(chosen: str) -> Iterator[None]:
    """Until it ends, dates are written as `chosen` (one of DateFormat) says."""
    before = _current.set(chosen)
    try:
        yield
    finally:
        _current.reset(before)


def current() -> str:
    return _current.get()


def pattern() -> str:
    """The current way, in the letters of django.utils.dateformat."""
    return PATTERNS.get(DateFormat(current()), _of_language())


def _of_language() -> str:
    """ "21 Nov 2026"; of the three languages only English writes a month with a capital."""
    month = "M" if (get_language() or "").startswith("en") else "b"
    return f"j {month} Y"
