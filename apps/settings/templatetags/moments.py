"""Dates as the portal shows them: compact, unambiguous, in the reader's language and the account's time zone."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language

register = template.Library()


def written(value: datetime) -> str:
    """ "21 Nov 2026, 19:30"; of the three languages only English writes a month with a capital."""
    month = "M" if (get_language() or "").startswith("en") else "b"
    return date_format(localtime(value), f"j {month} Y, H:i")


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """`value` as a time element, "21 Nov 2026, 19:30"; nothing is an empty text."""
    if value is None:
        return ""
    local = localtime(value)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), written(value))
