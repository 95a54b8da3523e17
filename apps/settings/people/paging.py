"""The pages of a person's own lists."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page
from django.db.models import QuerySet

from apps.settings.panel.bounds import BoundedPaginator

PAGE_SIZE = 25


def page_of(rows: QuerySet[Any], number: str | None) -> Page[Any]:
    """One page of `rows`, which are counted no further than their pages go."""
    return BoundedPaginator(rows, PAGE_SIZE).get_page(number)


def pager(page: Page[Any], **kept: str) -> dict[str, Any]:
    """What templates/parts/pager.html needs; `kept` stays in the address, unless it is empty."""
    paginator: Any = page.paginator
    return {
        "shown": len(page),
        "total": paginator.total,
        "is_cut": paginator.is_cut and not page.has_next(),
        "previous_url": _url(page.previous_page_number(), kept) if page.has_previous() else None,
        "next_url": _url(page.next_page_number(), kept) if page.has_next() else None,
    }


def _url(number: int, kept: dict[str, str]) -> str:
    return f"?{urlencode({name: value for name, value in kept.items() if value} | {'page': number})}"
