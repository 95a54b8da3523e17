"""How an account writes its numbers: as the reader's language does, or always in one way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import models
from django.utils.formats import get_format
from django.utils.numberformat import format as formatted
from django.utils.translation import gettext_lazy as _

NO_BREAK = "\xa0"
BLANKS = " \xa0\u202f"


class DecimalFormat(models.TextChoices):
    """The example in each label is one and the same number."""

    BY_LANGUAGE = "language", _("As the language writes it")
    COMMA_POINT = "comma_point", "1,234.56"
    POINT_COMMA = "point_comma", "1.234,56"
    BLANK_COMMA = "blank_comma", "1 234,56"
    APOSTROPHE_POINT = "apostrophe_point", "1'234.56"


SIGNS = {
    DecimalFormat.COMMA_POINT: (",", "."),
    DecimalFormat.POINT_COMMA: (".", ","),
    DecimalFormat.BLANK_COMMA: (NO_BREAK, ","),
    DecimalFormat.APOSTROPHE_POINT: ("'", "."),
}
_current: ContextVar[str] = ContextVar("decimal_format", default=DecimalFormat.BY_LANGUAGE)


@contextmanager
def override(chosen: str) -> Iterator[None]:
    """Until it ends, numbers are written as `chosen` (one of DecimalFormat) says."""
    before = _current.set(chosen)
    try:
        yield
    finally:
        _current.reset(before)


def current() -> str:
    return _current.get()


def signs() -> tuple[str, str]:
    """The current way: what stands between thousands, and before the digits after the whole."""
    chosen = DecimalFormat(current())
    return SIGNS.get(chosen) or (get_format("THOUSAND_SEPARATOR"), get_format("DECIMAL_SEPARATOR"))


def written(value: float | Decimal, digits: int | None = None, *, is_grouped: bool = True) -> str:
    """ "1,234.5"; rounded to exactly so many `digits` after the decimal sign, when they are given."""
    group, sign = signs()
    if digits is not None:
        value = Decimal(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    grouped: dict[str, Any] = {"grouping": 3, "thousand_sep": group, "force_grouping": True} if is_grouped else {}
    return formatted(value, sign, decimal_pos=digits, **grouped)


def read(text: str, *, is_grouped: bool = True) -> Decimal | None:
    """The number that `text` is in the current way of writing; None when it is none.

    Groups may be left out, and must be without `is_grouped`: where the point groups, "1.234" is never guessed to be a
    decimal.
    """
    group, sign = signs()
    between = f"[{BLANKS}]" if group in BLANKS else re.escape(group)
    whole = rf"\d{{1,3}}(?:{between}\d{{3}})+|\d+" if is_grouped else r"\d+"
    found = re.fullmatch(rf"(-?)({whole})(?:{re.escape(sign)}(\d+))?", text.strip(BLANKS), re.ASCII)
    if found is None:
        return None
    minus, digits, part = found.groups()
    return Decimal(f"{minus}{re.sub(between, '', digits)}.{part or '0'}")
