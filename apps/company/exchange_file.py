"""A CSV file of exchange rates, as the list exports it, or as a spreadsheet writes it in whatever country it is in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from apps.accounts import number_formats
from apps.common.currencies import NAMES
from apps.company.importing.cells import day_of
from apps.company.importing.sheet import Line, Sheet
from apps.company.models import ExchangeRate
from apps.company.models.exchange_rate import DIGITS

COLUMNS = ("date", "currency", "rate")
SHEET = Sheet(model=ExchangeRate, columns=COLUMNS, required=COLUMNS, most_lines=10_000, most_bytes=1024 * 1024)
TOLD = 10
"""So many lines that are wrong are told; the others are mended in the same way."""
LARGEST = Decimal(10) ** (20 - DIGITS)

Key = tuple[str, date]


@dataclass
class Lines:
    """What the file says: the rate of each currency and day; and what is wrong with it, line by line."""

    rates: dict[Key, Decimal]
    errors: list[str]


def read(content: bytes) -> dict[Key, Decimal]:
    """The rates by currency and day, read in the account's way of writing. Raises ValidationError with every line that
    is wrong, up to TOLD of them.
    """
    found = Lines({}, [])
    for line in SHEET.read(content):
        _take(found, line)
    if found.errors:
        raise ValidationError(found.errors[:TOLD])
    if not found.rates:
        raise ValidationError(_("There are no exchange rates in this file."))
    return found.rates


def _take(found: Lines, line: Line) -> None:
    cells = line.cells
    try:
        key, rate = (currency_of(cells["currency"]), day_of(cells["date"])), rate_of(cells["rate"])
        if key in found.rates:
            raise ValidationError(_("This currency and day stand in the file twice."))
        found.rates[key] = rate
    except ValidationError as error:
        text = _("Line %(line)s: %(error)s")
        found.errors.append(text % {"line": line.number, "error": " ".join(error.messages)})


def currency_of(text: str) -> str:
    code = text.partition(" ")[0].upper()
    if code not in NAMES:
        raise ValidationError(_("There is no currency %(code)s.") % {"code": text[:40]})
    return code


def rate_of(text: str) -> Decimal:
    """Without anything between thousands: whoever wrote "4.012" in another country meant something else."""
    rate = number_formats.read(text, is_grouped=False)
    if rate is None:
        example = number_formats.written(Decimal("4012.5"), is_grouped=False)
        words = {"text": text[:40], "example": example}
        raise ValidationError(_("“%(text)s” is no rate. Write it like %(example)s.") % words)
    if not 0 < rate < LARGEST or rate != round(rate, DIGITS):
        raise ValidationError(_("A rate is more than 0, with up to %(digits)s decimals.") % {"digits": DIGITS})
    return rate
