"""What a counter has counted in all."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest

from apps.maintenance.counting import Contradiction, accumulated


@dataclass(frozen=True)
class Reading:
    value: Decimal
    accumulated_value: Decimal


def reading(value: int, total: int) -> Reading:
    return Reading(Decimal(value), Decimal(total))


def total(value: int, before: Reading | None = None, after: Reading | None = None) -> Decimal:
    return accumulated(Decimal(value), before=before, after=after)


def test_the_first_reading_is_what_was_counted() -> None:
    assert total(1200) == 1200


def test_a_counter_goes_on() -> None:
    assert total(1250, before=reading(1200, 1200)) == 1250
    assert total(60, before=reading(50, 1250)) == 1260


def test_a_counter_that_shows_less_began_again_and_keeps_what_it_had() -> None:
    assert total(10, before=reading(1250, 1250)) == 1260
    assert total(0, before=reading(60, 1260)) == 1260


@pytest.mark.parametrize(
    ("value", "before", "after", "expected"),
    [
        (1210, reading(1200, 1200), reading(1250, 1250), 1210),
        (1200, reading(1200, 1200), reading(1250, 1250), 1200),
        (900, None, reading(1200, 1200), 900),
        (1220, reading(1200, 1200), reading(50, 1250), 1220),
        (20, reading(1200, 1200), reading(50, 1250), 1220),
        (5, None, reading(50, 1250), 1205),
    ],
)
def test_between_two_readings_it_fits_on_one_side_or_the_other_of_a_reset(
    value: int, before: Reading | None, after: Reading, expected: int
) -> None:
    assert total(value, before, after) == expected


@pytest.mark.parametrize(
    ("value", "before", "after", "between"),
    [
        (1300, reading(1200, 1200), reading(1250, 1250), [1200, 1250]),
        (1100, reading(1200, 1200), reading(1250, 1250), [1200, 1250]),
        (1300, None, reading(1250, 1250), [0, 1250]),
        (1260, reading(1200, 1200), reading(50, 1250), [0, 50]),
    ],
)
def test_between_two_readings_it_never_ran_backwards(
    value: int, before: Reading | None, after: Reading, between: list[int]
) -> None:
    with pytest.raises(Contradiction) as refused:
        total(value, before, after)
    assert [refused.value.low, refused.value.high] == between
