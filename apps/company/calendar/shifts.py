"""The hours of a working day, and how they are kept: "08:00-12:00 13:00-17:00", or nothing where nobody works."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MINUTES = 24 * 60
MAX_SHIFTS = 3
"""On one day."""
WRITTEN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)")
LONGEST = len("00:00-00:00 ") * MAX_SHIFTS


class Shift(NamedTuple):
    """From and to are minutes of the day; 1440 is midnight at its end."""

    starts: int
    ends: int

    def __str__(self) -> str:
        return f"{clock(self.starts)}-{clock(self.ends)}"


ALL_DAY = Shift(0, MINUTES)


def clock(minutes: int) -> str:
    """ "08:30"; of the end of the day "24:00"."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def text_of(shifts: Iterable[Shift]) -> str:
    return " ".join(map(str, shifts))


def shifts_in(text: str) -> tuple[Shift, ...]:
    """The shifts that `text` tells. Raises ValueError for what `text_of` never makes."""
    return tuple(_shift_in(part) for part in text.split())


def _shift_in(part: str) -> Shift:
    found = WRITTEN.fullmatch(part)
    if found is None:
        raise ValueError(part)
    hours, minutes, end_hours, end_minutes = found.groups()
    ends = MINUTES if end_hours is None else int(end_hours) * 60 + int(end_minutes)
    return Shift(int(hours) * 60 + int(minutes), ends)


def validate_hours(text: str) -> None:
    """Raises ValidationError when `text` tells no shifts, or such as cannot be."""
    try:
        check(shifts_in(text))
    except ValueError as error:
        raise ValidationError(_("Write each shift as 08:00-17:00, with a blank between two.")) from error


def check(shifts: Sequence[Shift]) -> None:
    """Raises ValidationError unless each shift ends after it starts, and begins when the one before has ended."""
    if len(shifts) > MAX_SHIFTS:
        raise ValidationError(_("A day has %(number)d shifts at most.") % {"number": MAX_SHIFTS})
    if any(shift.ends <= shift.starts for shift in shifts):
        raise ValidationError(
            _("A shift ends after it starts. What goes on after midnight is a shift of the next day.")
        )
    if any(later.starts < earlier.ends for earlier, later in pairwise(shifts)):
        raise ValidationError(_("The shifts overlap, or they are not in their order."))
