"""What makes a planned task due, in words."""

from __future__ import annotations

import re

from django.utils.translation import ngettext


def trigger_in_words(every_days: int | None, every_reading: str) -> str:
    """What makes the task due; "" for one that is done once."""
    if every_reading or not every_days:
        return every_reading
    return ngettext("Every day", "Every %(number)s days", every_days) % {"number": every_days}


def days_in_words(words: str) -> list[int]:
    """Which `every_days` are put in these words, in the language that is active."""
    numbers = [1, *(int(found) for found in re.findall(r"\d{1,9}", words))]
    return [number for number in numbers if trigger_in_words(number, "") == words]
