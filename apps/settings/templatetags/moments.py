"""Dates as the portal shows them: compact, unambiguous, in the account's time zone and date format."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from apps.accounts import date_formats

register = template.Library()


@register.filter
def written(value: datetime | None) -> str:
    """ "21 Nov 2026, 19:30", as plain text; nothing is an empty text."""
    return _written(value, "H:i")


@register.filter
def written_to_the_second(value: datetime | None) -> str:
    """ "21 Nov 2026, 19:30:05"."""
    return _written(value, "H:i:s")


@register.filter
def day(value: date | None) -> str:
    """ "21 Nov 2026": the day alone, of a moment the day in the account's time zone."""
    if value is None:
        return ""
    return date_format(localtime(value) if isinstance(value, datetime) else value, date_formats.pattern())


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """`value` as a time element, "21 Nov 2026, 19:30"; nothing is an empty text."""
    if value is None:
        return ""
    local = localtime(value)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), written(value))


def _written(value: datetime | None, time: str) -> str:
    return "" if value is None else date_format(localtime(value), f"{date_formats.pattern()}, {time}")
