"""What is kept as files: by the file service, or as bytes in a column."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from typing import IO, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper

from apps.common.archiving.snapshot import rows_in
from apps.common.archiving.tables import Table
from apps.common.files.rows import FileRow
from apps.common.files.store import store


class Kept(NamedTuple):
    """The path of a file inside the archive, below "files/", and what opens it (raises FileNotFoundError)."""

    path: str
    opened: Callable[[], IO[bytes]]


def files_of(own: BaseDatabaseWrapper, table: Table, account_id: int) -> Iterator[Kept]:
    """Every file of the rows of `table`; one in a column is read when its turn comes."""
    if issubclass(table.model, FileRow):
        for key, name, stored_as in rows_in(own, table.rows(account_id).values_list("pk", "name", "stored_as")):
            yield Kept(f"{table.name}/{key}-{name}", partial(store().open, stored_as, "rb"))
    for field in table.bytes_fields:
        rows = table.rows(account_id).filter(**{f"{field}__isnull": False}).values_list("pk", field)
        for key, data in rows_in(own, rows, chunk=1):
            yield Kept(f"{table.name}/{key}.{field}", partial(BytesIO, bytes(data)))
