"""What a counter has counted in all, although it is reset, replaced or rolls over now and then."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Protocol

ZERO = Decimal(0)


class Known(Protocol):
    """A reading that is known."""

    @property
    def value(self) -> Decimal:
        """What the counter showed."""

    @property
    def accumulated_value(self) -> Decimal:
        """What it had counted in all by then."""


class Contradiction(Exception):
    """The value fits neither after the reading before it nor before the one after it; `low` to `high` would."""

    def __init__(self, low: Decimal, high: Decimal) -> None:
        super().__init__()
        self.low, self.high = low, high


def accumulated(value: Decimal, *, before: Known | None, after: Known | None) -> Decimal:
    """What the counter had counted in all when it showed `value`, between two readings of which each may be missing.

    At the end, a value below the one before means that the counter began again from zero, so that what it counted
    before is kept and added. Between two readings nothing that is known changes: raises Contradiction for a value
    with which the counter would have run backwards.
    """
    if after is None:
        return _at_the_end(value, before)
    low = before.accumulated_value if before else None
    for total in _possible(value, before, after):
        if (low is None or low <= total) and total <= after.accumulated_value:
            return total
    raise Contradiction(_lowest(before, after), after.value)


def _at_the_end(value: Decimal, before: Known | None) -> Decimal:
    if before is None:
        return value
    is_reset = value < before.value
    return before.accumulated_value + (value if is_reset else value - before.value)


def _possible(value: Decimal, before: Known | None, after: Known) -> Iterator[Decimal]:
    """The total, if the counter was not reset since `before`; and if it was not until `after`."""
    if before:
        yield value + before.accumulated_value - before.value
    yield value + after.accumulated_value - after.value


def _lowest(before: Known | None, after: Known) -> Decimal:
    if before is None:
        return min(ZERO, after.value)
    return before.value if before.value <= after.value else ZERO
