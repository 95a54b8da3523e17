"""Numbers as the reader's language writes them. Only what counts something: an identifier is written as it is."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.formats import number_format

register = template.Library()


@register.filter
def number(value: float | Decimal | None) -> str:
    """ "1,234" in English, "1.234" in Portuguese, "1 234" in Spanish; nothing is an empty text."""
    return "" if value is None else str(number_format(value, force_grouping=True))


@register.filter
def up_to(value: int, most: int) -> str:
    """`value`, or "100+" when it is more than `most`: whoever counted stopped there."""
    return number(value) if value <= most else f"{number(most)}+"
