"""A CSV file of exchange rates, as the list exports it, or as a spreadsheet writes it in whatever country it is in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from apps.accounts import date_formats, number_formats
from apps.accounts.date_formats import DateFormat
from apps.common.currencies import NAMES
from apps.common.spreadsheets import as_it_was
from apps.company.catalogs.csv_file import SEPARATORS, decoded
from apps.company.models import ExchangeRate
from apps.company.models.exchange_rate import DIGITS

MOST_BYTES = 1024 * 1024
MOST_LINES = 10_000
TOLD = 10
"""So many lines that are wrong are told; the others are mended in the same way."""
COLUMNS = ("date", "currency", "rate")
LANGUAGES = ("es", "en", "pt-br")
WAYS = {DateFormat.DAY_FIRST: "%d/%m/%Y", DateFormat.MONTH_FIRST: "%m/%d/%Y"}
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
    if len(content) > MOST_BYTES:
        raise ValidationError(_("The file is too large: %(most)s kB at most.") % {"most": MOST_BYTES // 1024})
    found = Lines({}, [])
    for number, cells in _named(decoded(content)):
        _take(found, number, cells)
    if found.errors:
        raise ValidationError(found.errors[:TOLD])
    if not found.rates:
        raise ValidationError(_("There are no exchange rates in this file."))
    return found.rates


def _take(found: Lines, number: int, cells: dict[str, str]) -> None:
    """Raises ValidationError for the line after the last that can be read at once."""
    if len(found.rates) + len(found.errors) >= MOST_LINES:
        raise ValidationError(_("The file has too many lines: %(most)s at most.") % {"most": MOST_LINES})
    try:
        key, rate = (currency_of(cells["currency"]), day_of(cells["date"])), rate_of(cells["rate"])
        if key in found.rates:
            raise ValidationError(_("This currency and day stand in the file twice."))
        found.rates[key] = rate
    except ValidationError as error:
        text = _("Line %(line)s: %(error)s")
        found.errors.append(text % {"line": number, "error": " ".join(error.messages)})


def currency_of(text: str) -> str:
    code = text.partition(" ")[0].upper()
    if code not in NAMES:
        raise ValidationError(_("There is no currency %(code)s.") % {"code": text[:40]})
    return code


def day_of(text: str) -> date:
    """As programs write it, or as the account does."""
    for way in filter(None, ("%Y-%m-%d", WAYS.get(DateFormat(date_formats.current())))):
        try:
            return datetime.strptime(text, way).date()
        except ValueError:
            continue
    raise ValidationError(_("“%(text)s” is no day. Write it like 2026-01-31.") % {"text": text[:40]})


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


def _named(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Each line after the first with its number, and its cells by their columns. Raises ValidationError."""
    separator = max(SEPARATORS, key=text.partition("\n")[0].count)
    names: list[str] = []
    try:
        for number, cells in _rows(text, separator):
            if not names:
                names = _header(cells)
            elif any(cells):
                yield number, dict.fromkeys(COLUMNS, "") | dict(zip(names, cells, strict=False))
    except csv.Error as error:
        raise ValidationError(_("This is no CSV file.")) from error


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    for cells in reader:
        yield reader.line_num, [as_it_was(cell.strip()) for cell in cells]


def _header(cells: list[str]) -> list[str]:
    known = _known_names()
    names = [known.get(cell.casefold(), "") for cell in cells]
    if set(names) - {""} != set(COLUMNS) or len(list(filter(None, names))) != len(COLUMNS):
        columns = ", ".join(str(ExchangeRate._meta.get_field(name).verbose_name) for name in COLUMNS)  # type: ignore[union-attr]
        raise ValidationError(_("The first line must name these columns: %(columns)s.") % {"columns": columns})
    return names


def _known_names() -> dict[str, str]:
    """From what a column may be called to its name: in the API, and on the screen in each language."""
    known = {name: name for name in COLUMNS}
    for language in LANGUAGES:
        with translation.override(language):
            labels = ((str(ExchangeRate._meta.get_field(name).verbose_name), name) for name in COLUMNS)  # type: ignore[union-attr]
            known |= {label.casefold(): name for label, name in labels}
    return known
