"""Numbers as the account writes them. Only what counts or measures something: an identifier is written as it is."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.template.defaultfilters import filesizeformat
from django.utils.formats import get_format

from apps.accounts import number_formats

register = template.Library()


@register.filter
def number(value: float | Decimal | None) -> str:
    """ "1,234.5" in the account's decimal format, or else in the reader's language; nothing is an empty text."""
    return "" if value is None else number_formats.written(value)


@register.filter
def amount(value: Decimal | None, digits: int) -> str:
    """An amount of money: always with so many `digits` after the decimal sign."""
    return "" if value is None else number_formats.written(value, digits)


@register.filter
def at_least(value: Decimal, digits: int) -> str:
    """With so many `digits` after the decimal sign, or with all that it has: "4,180.00" above "0.0000012345"."""
    return number_formats.written(value, max(digits, -int(value.normalize().as_tuple().exponent)))


@register.filter
def plain_number(value: float | Decimal | None) -> str:
    """As it stands in a field or in a file: "1234.5", with the account's decimal sign and nothing between thousands."""
    return "" if value is None else number_formats.written(value, is_grouped=False)


@register.filter
def up_to(value: int, most: int) -> str:
    """`value`, or "100+" when it is more than `most`: whoever counted stopped there."""
    return number(value) if value <= most else f"{number(most)}+"


@register.filter
def file_size(value: int) -> str:
    """ "11.6 KB" of so many bytes, with the account's decimal sign."""
    return filesizeformat(value).replace(get_format("DECIMAL_SEPARATOR"), number_formats.signs()[1])
