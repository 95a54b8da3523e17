"""The time zones that an account can choose: those of places, and UTC."""

from __future__ import annotations

import zoneinfo
from functools import cache

AREAS = (
    "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific",
)  # fmt: skip


def zones(chosen: str) -> list[str]:
    """All of them by name, with what is `chosen` now, whatever that is."""
    return sorted({*_of_places(), chosen})


@cache
def _of_places() -> frozenset[str]:
    names = zoneinfo.available_timezones()
    return frozenset(["UTC", *(name for name in names if name.partition("/")[0] in AREAS)])
