"""The pages of a person's own lists."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page

PAGE_SIZE = 25


def pager(page: Page[Any], **kept: str) -> dict[str, Any]:
    """What templates/parts/pager.html needs; `kept` stays in the address, unless it is empty."""
    return {
        "shown": len(page),
        "total": page.paginator.count,
        "previous_url": _url(page.previous_page_number(), kept) if page.has_previous() else None,
        "next_url": _url(page.next_page_number(), kept) if page.has_next() else None,
    }


def _url(number: int, kept: dict[str, str]) -> str:
    return f"?{urlencode({name: value for name, value in kept.items() if value} | {'page': number})}"
