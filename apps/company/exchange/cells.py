"""What stands in the cells of a file of exchange rates, in the account's way of writing."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from apps.accounts import number_formats
from apps.common.currencies import NAMES
from apps.company.models.exchange_rate import DIGITS

LARGEST = Decimal(10) ** (20 - DIGITS)


def currency_of(text: str) -> str:
    """The code, also of "USD – US dollar". Raises ValidationError."""
    code = text.partition(" ")[0].upper()
    if code not in NAMES:
        raise ValidationError(_("There is no currency %(code)s.") % {"code": text[:40]})
    return code


def rate_of(text: str) -> Decimal:
    """Without anything between thousands: whoever wrote "4.012" in another country meant something else. Raises
    ValidationError.
    """
    rate = number_formats.read(text, is_grouped=False)
    if rate is None:
        example = number_formats.written(Decimal("4012.5"), is_grouped=False)
        words = {"text": text[:40], "example": example}
        raise ValidationError(_("“%(text)s” is no rate. Write it like %(example)s.") % words)
    if not 0 < rate < LARGEST or rate != round(rate, DIGITS):
        raise ValidationError(_("A rate is more than 0, with up to %(digits)s decimals.") % {"digits": DIGITS})
    return rate
