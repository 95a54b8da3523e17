"""Dates as the portal shows them: compact, unambiguous, in the account's time zone and date format."""

from __future__ import annotations

from datetime import date, datetime, time

from django import template
from django.utils.formats import date_format, time_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from apps.accounts import date_formats

register = template.Library()


@register.filter
def written(value: datetime | None) -> str:
    """ "21 Nov 2026, 19:30", as plain text; nothing is an empty text."""
    return _written(value, date_formats.time_pattern())


@register.filter
def written_to_the_second(value: datetime | None) -> str:
    """ "21 Nov 2026, 19:30:05"."""
    return _written(value, date_formats.time_pattern(seconds=True))


@register.filter
def day(value: date | None) -> str:
    """ "21 Nov 2026": the day alone, of a moment the day in the account's time zone."""
    if value is None:
        return ""
    return date_format(localtime(value) if isinstance(value, datetime) else value, date_formats.pattern())


@register.filter
def hour(value: time | None) -> str:
    """ "19:30": a time of the day, of whatever day."""
    return "" if value is None else time_format(value, date_formats.time_pattern())


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """`value` as a time element, "21 Nov 2026, 19:30"; nothing is an empty text."""
    if value is None:
        return ""
    local = localtime(value)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), written(value))


def for_file(value: date) -> str:
    """ "2026-11-21 19:30:05", or a day alone, as a file of rows has it: in the account's own way if it chose one."""
    if not isinstance(value, datetime):
        return date_format(value, date_formats.pattern_for_files())
    pattern = f"{date_formats.pattern_for_files()} {date_formats.time_pattern(seconds=True)}"
    return date_format(localtime(value), pattern)


def _written(value: datetime | None, hours: str) -> str:
    return "" if value is None else date_format(localtime(value), f"{date_formats.pattern()}, {hours}")
