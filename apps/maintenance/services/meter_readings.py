"""Entering what a meter showed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit.actors import Actor
from apps.audit.record import diff, record
from apps.common.writing import apply
from apps.maintenance.counting import Contradiction, accumulated
from apps.maintenance.models import Meter, MeterReading, ReadingSource
from apps.maintenance.models.meter import DIGITS, PLACES
from apps.maintenance.services.plans import made_due

# A clock that is a little ahead, and a moment of local time that was sent without its zone, are no moment to come.
TOLERANCE = timedelta(days=1)
TOO_LARGE = Decimal(10) ** (DIGITS - PLACES)


@dataclass(frozen=True)
class Entered:
    """`is_duplicate`: this very reading was there already, and nothing was written."""

    meter: Meter
    reading: MeterReading
    is_duplicate: bool


@transaction.atomic
def add_reading(
    *,
    meter: Meter,
    by: Actor,
    date: datetime,
    value: Decimal,
    is_historical: bool = False,
    source: str = ReadingSource.API,
) -> Entered:
    """Enter that `meter` showed `value` at `date`.

    A reading from before the newest one is put in its place when `is_historical` says that it is meant so; the
    newest stays what it is. With a new newest one, what was planned for so much on the meter is due. A counter that
    shows less than before has begun again from zero, and goes on counting.
    What a program computed is rounded to four places, so that it is the same when it is sent again.
    Raises ValidationError, which names `date` or `value`.
    """
    meter, value = Meter.objects.held_still(meter), _rounded(value)
    known = MeterReading.objects.at(meter, date)
    if known:
        return Entered(meter, _same(known, value), is_duplicate=True)
    _check(meter, date, value, is_historical=is_historical)
    reading = MeterReading(account=meter.account, meter=meter, date_reading=date, value=value, source=source)
    apply(reading, {"accumulated_value": _total(reading)})
    _keep_newest(reading)
    changes = diff({}, {"date_reading": date, "value": plain(value)})
    record("meters.reading_added", account=meter.account, actor=by, target=meter, changes=changes)
    return Entered(meter, reading, is_duplicate=False)


def _rounded(value: Decimal) -> Decimal:
    if abs(value) >= TOO_LARGE:
        raise ValidationError({"value": _("The value is too large.")})
    return round(Decimal(value), PLACES)


def _same(known: MeterReading, value: Decimal) -> MeterReading:
    if known.value != value:
        text = _("There is a reading of this very moment already, with the value %(value)s.")
        raise ValidationError({"value": text % {"value": plain(known.value)}})
    return known


def _check(meter: Meter, date: datetime, value: Decimal, *, is_historical: bool) -> None:
    if date > timezone.now() + TOLERANCE:
        raise ValidationError({"date": _("This moment has not come yet.")})
    if meter.last_date and date < meter.last_date and not is_historical:
        text = _("There is a later reading already, of %(date)s. Send is_historical to put this one before it.")
        raise ValidationError({"date": text % {"date": meter.last_date.isoformat()}})
    _check_range(meter, value)


def _check_range(meter: Meter, value: Decimal) -> None:
    low, high = meter.min_value, meter.max_value
    is_inside = (low is None or low <= value) and (high is None or value <= high)
    if not is_inside:
        raise ValidationError({"value": range_in_words(low, high)})


def range_in_words(low: Decimal | None, high: Decimal | None) -> str:
    """What this meter can show."""
    if high is None:
        return _("The value must be %(low)s or more.") % {"low": plain(low)}
    if low is None:
        return _("The value must be %(high)s or less.") % {"high": plain(high)}
    return _("The value must be from %(low)s to %(high)s.") % {"low": plain(low), "high": plain(high)}


def plain(value: Decimal | None) -> str:
    return f"{value.normalize():f}" if value is not None else ""


def _total(reading: MeterReading) -> Decimal:
    if not reading.meter.is_counter:
        return reading.value
    before, after = MeterReading.objects.around(reading.meter, reading.date_reading)
    try:
        return accumulated(reading.value, before=before, after=after)
    except Contradiction as error:
        text = _("The counter would have run backwards: around this date it can have shown %(low)s to %(high)s.")
        raise ValidationError({"value": text % {"low": plain(error.low), "high": plain(error.high)}}) from error


def _keep_newest(reading: MeterReading) -> None:
    meter = reading.meter
    if meter.last_date and reading.date_reading < meter.last_date:
        return
    meter.last_date, meter.last_value = reading.date_reading, reading.value
    meter.last_accumulated_value = reading.accumulated_value
    meter.save(update_fields=["last_date", "last_value", "last_accumulated_value"])
    made_due(reading)
