"""Meters and what they showed, as the services keep them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from apps.accounts.models import Account
from apps.audit.models import Transaction
from apps.common.codes import CodeTaken
from apps.maintenance.models import Meter, MeterReading
from apps.maintenance.services.meter_readings import add_reading
from tests.factories import TESTER
from tests.meters import day, new_meter, read
from tests.threads import at_once


def last(meter: Meter) -> tuple[Any, ...]:
    meter.refresh_from_db()
    return meter.last_date, meter.last_value, meter.last_accumulated_value


def errors_of(refused: pytest.ExceptionInfo[ValidationError]) -> dict[str, list[str]]:
    return dict(refused.value.message_dict)


def test_a_new_meter_is_on_the_record_and_was_never_read(account: Account) -> None:
    meter = new_meter(account, serial="S-1", min_value=Decimal(0))
    entry = Transaction.objects.get(action="meter_created")
    assert (entry.module, entry.changes["serial"]) == ("meters", [None, "S-1"])
    assert last(meter) == (None, None, None)


def test_a_new_meter_may_have_been_read_already(account: Account) -> None:
    meter = new_meter(account, last_reading=Decimal(2050), date_reading=day(3))
    assert last(meter) == (day(3), 2050, 2050)
    for given in ({"last_reading": Decimal(1)}, {"date_reading": day(1)}):
        with pytest.raises(ValidationError):
            new_meter(account, "EQ-2", **given)
    assert Meter.objects.count() == 1


def test_a_serial_is_once_at_an_item(account: Account) -> None:
    new_meter(account, "EQ-1", serial="S-1")
    new_meter(account, "EQ-2", serial="S-1")
    with pytest.raises(CodeTaken):
        new_meter(account, "EQ-1", serial="S-1")


def test_the_range_of_a_meter_has_its_ends_the_right_way_round(account: Account) -> None:
    with pytest.raises(ValidationError) as refused:
        new_meter(account, min_value=5, max_value=4)
    assert set(errors_of(refused)) == {"max_value"}


def test_a_counter_adds_up_across_a_reset(account: Account) -> None:
    meter = new_meter(account)
    totals = [read(meter, number, value).accumulated_value for number, value in ((1, 100), (2, 150), (3, 20), (4, 25))]
    assert totals == [100, 150, 170, 175]
    assert last(meter) == (day(4), 25, 175)


def test_a_gauge_does_not(account: Account) -> None:
    meter = new_meter(account, is_counter=False)
    assert [read(meter, number, value).accumulated_value for number, value in ((1, 80), (2, 60))] == [80, 60]


def test_a_reading_is_on_the_record_of_its_meter(account: Account) -> None:
    meter = new_meter(account)
    read(meter, 1, Decimal("12.5"))
    entry = Transaction.objects.get(action="reading_added")
    assert (entry.module, entry.target_id, entry.changes["value"]) == ("meters", str(meter.pk), [None, "12.5"])


def test_the_same_reading_again_writes_nothing(account: Account) -> None:
    meter = new_meter(account)
    first = read(meter, 1, 100)
    read(meter, 2, 150)
    before = Transaction.objects.count()
    again = add_reading(meter=meter, by=TESTER, date=day(1), value=Decimal("100.0"))
    assert (again.is_duplicate, again.reading) == (True, first)
    assert (MeterReading.objects.count(), Transaction.objects.count()) == (2, before)


def test_another_value_for_the_same_moment_is_refused(account: Account) -> None:
    meter = new_meter(account)
    read(meter, 1, 100)
    with pytest.raises(ValidationError) as refused:
        read(meter, 1, 101)
    assert "100" in errors_of(refused)["value"][0]


def test_an_older_reading_must_be_meant_so_and_leaves_the_newest(account: Account) -> None:
    meter = new_meter(account)
    read(meter, 1, 100)
    read(meter, 10, 200)
    with pytest.raises(ValidationError) as refused:
        read(meter, 5, 150)
    assert "is_historical" in errors_of(refused)["date"][0]
    assert read(meter, 5, 150, is_historical=True).accumulated_value == 150
    assert last(meter) == (day(10), 200, 200)
    with pytest.raises(ValidationError) as refused:
        read(meter, 6, 140, is_historical=True)
    assert "150" in errors_of(refused)["value"][0]
    assert "200" in errors_of(refused)["value"][0]


def test_a_historical_reading_that_is_the_newest_after_all_becomes_it(account: Account) -> None:
    meter = new_meter(account)
    read(meter, 1, 100)
    read(meter, 2, 110, is_historical=True)
    assert last(meter) == (day(2), 110, 110)


def test_an_older_reading_of_a_gauge_may_be_anything(account: Account) -> None:
    meter = new_meter(account, is_counter=False)
    read(meter, 10, 20)
    assert read(meter, 5, 90, is_historical=True).accumulated_value == 90


def test_what_has_not_come_yet_was_not_read(account: Account) -> None:
    meter = new_meter(account)
    tomorrow = timezone.now() + timedelta(hours=23)
    assert not add_reading(meter=meter, by=TESTER, date=tomorrow, value=Decimal(1)).is_duplicate
    with pytest.raises(ValidationError) as refused:
        add_reading(meter=meter, by=TESTER, date=tomorrow + timedelta(days=2), value=Decimal(2))
    assert set(errors_of(refused)) == {"date"}


@pytest.mark.parametrize(
    ("limits", "value", "words"),
    [
        ({"min_value": 0, "max_value": 50}, 51, "from 0 to 50"),
        ({"min_value": 10}, 9, "10 or more"),
        ({"max_value": Decimal("50.5")}, 51, "50.5 or less"),
    ],
)
def test_a_value_outside_the_range_is_refused_with_the_range(
    account: Account, limits: dict[str, Any], value: int, words: str
) -> None:
    meter = new_meter(account, is_counter=False, **limits)
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        read(meter, 1, value)
    assert words in errors_of(refused)["value"][0]


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_send_the_same_reading_at_once_one_writes_it(account: Account) -> None:
    meter = new_meter(account)

    def send(index: int) -> bool:
        return add_reading(meter=meter, by=TESTER, date=day(1), value=Decimal(7)).is_duplicate

    assert sorted(at_once(8, send)) == [False] + [True] * 7
    assert MeterReading.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_newest_is_the_newest_whoever_came_last(account: Account) -> None:
    meter = new_meter(account)

    def send(index: int) -> None:
        add_reading(meter=meter, by=TESTER, date=day(index + 1), value=Decimal(100 + index), is_historical=True)

    at_once(8, send)
    assert last(meter) == (day(8), 107, 107)
    assert [entry.accumulated_value for entry in MeterReading.objects.all()] == list(range(100, 108))
