"""What the templates of a list get: heads, rows, toolbar, pager."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from apps.settings.panel.changelist import COLUMNS, PAGE, SORT

if TYPE_CHECKING:
    from django.http import HttpRequest

    from apps.settings.panel.changelist import PanelChangeList
    from apps.settings.panel.columns import Column

# A page has hundreds of cells, and a template makes one for ten times as much.
ROW_HEAD = '<th scope="row"{}><a href="{}" data-panel data-row-link>{}</a></th>'
END = SafeString("</td>")


def heads(request: HttpRequest, changelist: PanelChangeList) -> Iterator[dict[str, Any]]:
    """The shown columns, each with the address that sorts by it, or turns its direction."""
    for column in changelist.shown_columns:
        direction = {column.name: "ascending", f"-{column.name}": "descending"}.get(changelist.sort, "")
        turned = f"-{column.name}" if direction == "ascending" else column.name
        url = with_parameters(request, **{SORT: turned, PAGE: None}) if changelist.can_sort(column) else ""
        yield {"column": column, "label": column.label, "url": url, "direction": direction if url else ""}


def rows(request: HttpRequest, changelist: PanelChangeList) -> Iterator[dict[str, Any]]:
    """Each row with the address of its record, and the HTML of its cells."""
    first, *others = changelist.shown_columns
    openings = [format_html('<td data-label="{}"{}>', column.label, _css(column)) for column in others]
    for row in changelist.result_list:
        url = changelist.model_admin.url_of("change", row.pk)
        cells = [format_html(ROW_HEAD, _css(first), url, first.html_of(row))]
        cells += [
            opening + conditional_escape(column.html_of(row)) + END
            for column, opening in zip(others, openings, strict=True)
        ]
        yield {"row": row, "url": url, "cells": SafeString("".join(cells))}


def _css(column: Column) -> SafeString | str:
    return format_html(' class="{}"', column.css) if column.css else ""


def toolbar(request: HttpRequest, changelist: PanelChangeList) -> dict[str, Any]:
    form, listing = changelist.filter_form, changelist.model_admin
    return {
        "search": bool(listing.search_fields),
        "search_value": changelist.query,
        "search_label": (changelist.is_long and listing.words.search_long) or listing.words.search,
        "kept": [(name, value) for name, values in request.GET.lists() for value in values if name != PAGE],
        "filter_form": form,
        "filter_count": form.count if form else 0,
        "chips": [chip(request, name, words) for name, words in form.told().items()] if form else [],
        "clear_url": request.path if changelist.is_narrowed else "",
        "columns": [column_choice(column, changelist) for column in listing.columns if column.is_hideable],
        "columns_name": COLUMNS,
        "sorts": [head for head in heads(request, changelist) if head["url"]],
    }


def chip(request: HttpRequest, name: str, words: str) -> dict[str, str]:
    """A filter that is set, with the address of the list without it."""
    return {"label": words, "remove_url": with_parameters(request, **{name: None, PAGE: None})}


def column_choice(column: Any, changelist: PanelChangeList) -> dict[str, Any]:
    return {"name": column.name, "label": column.label, "is_shown": changelist.is_shown(column)}


def pager(request: HttpRequest, changelist: PanelChangeList) -> dict[str, Any]:
    page, paginator = changelist.page, changelist.paginator
    numbers = list(paginator.get_elided_page_range(page.number)) if paginator.num_pages > 1 else []
    return {
        "shown": len(changelist.result_list),
        "total": paginator.total,
        "is_cut": paginator.is_cut and not page.has_next(),
        "previous_url": page_url(request, page.previous_page_number()) if page.has_previous() else "",
        "next_url": page_url(request, page.next_page_number()) if page.has_next() else "",
        "pages": [page_link(request, number, page.number) for number in numbers],
    }


def page_link(request: HttpRequest, number: int | str, current: int) -> dict[str, Any]:
    """One entry of the pager; a gap has no number."""
    if not isinstance(number, int):
        return {"number": None}
    return {"number": number, "url": page_url(request, number), "is_current": number == current}


def page_url(request: HttpRequest, number: int) -> str:
    return with_parameters(request, **{PAGE: str(number)})


def with_parameters(request: HttpRequest, **changed: str | None) -> str:
    """The query string of this page with some parameters set, or taken out with None."""
    query = request.GET.copy()
    for name, value in changed.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return f"?{query.urlencode()}"
