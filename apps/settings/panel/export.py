"""CSV of a list, row by row, in a shape that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.http import StreamingHttpResponse
from django.utils import timezone, translation

from apps.accounts import date_formats, number_formats
from apps.common.spreadsheets import BYTE_ORDER_MARK, harmless

if TYPE_CHECKING:
    from apps.settings.panel.columns import Column


class Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def lines(columns: list[Column], rows: Iterable[Any]) -> Iterator[str]:
    """The lines of the file (RFC 4180): every field quoted, the columns' labels first."""
    writer = csv.writer(Echo(), quoting=csv.QUOTE_ALL)
    yield BYTE_ORDER_MARK + writer.writerow([harmless(str(column.label)) for column in columns])
    for row in rows:
        yield writer.writerow([harmless(column.text_of(row)) for column in columns])


def csv_response(name: str, columns: list[Column], rows: Iterable[Any]) -> StreamingHttpResponse:
    """A download of `rows`, written while it is sent, so that no size of list fills the memory."""
    zone, language = timezone.get_current_timezone(), translation.get_language()
    dates, numbers = date_formats.written(), number_formats.current()

    def stream() -> Iterator[str]:
        # The middleware's choice of all these has ended by the time the rows are sent.
        with (
            timezone.override(zone),
            translation.override(language),
            date_formats.override(*dates),
            number_formats.override(numbers),
        ):
            yield from lines(columns, rows)

    response = StreamingHttpResponse(stream(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
