"""The pages of a person's own lists."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page

PAGE_SIZE = 25


def pager(page: Page[Any]) -> dict[str, Any]:
    """What templates/parts/pager.html needs."""
    return {
        "shown": len(page),
        "total": page.paginator.count,
        "previous_url": f"?page={page.previous_page_number()}" if page.has_previous() else None,
        "next_url": f"?page={page.next_page_number()}" if page.has_next() else None,
    }
