"""Writing the archive: a ZIP with one file of JSON lines for each table, the files, and a list of it all."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any

import orjson
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from apps.common.archiving import files
from apps.common.archiving.snapshot import CHUNK, rows_in, snapshot
from apps.common.archiving.tables import Table, left_out_tables, tables

FORMAT, VERSION = "conexiones-account", 1
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Progress:
    """How far the archive is."""

    tables_done: int
    tables: int
    rows: int


Note = Callable[[Progress], None]
"""Is told of every step; what it raises ends the work."""


@dataclass
class Counted:
    """Passes on what is written, and knows its checksum."""

    into: IO[bytes]
    rows: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def write(self, line: bytes) -> None:
        self.into.write(line)
        self.digest.update(line)
        self.rows += 1


def write(account: models.Model, into: IO[bytes], note: Note) -> Progress:
    """Write the archive of `account` into `into`, all of it as it is at one moment."""
    every = tables()
    with snapshot() as own, zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        maker = Maker(account, own, archive, note, len(every))
        written = [maker.table(one) for one in every]
        kept = maker.files(every)
        archive.writestr(MANIFEST, orjson.dumps(_manifest(account, written, kept), option=orjson.OPT_INDENT_2))
        return maker.progress


@dataclass
class Maker:
    account: models.Model
    own: BaseDatabaseWrapper
    archive: zipfile.ZipFile
    note: Note
    number: int
    done: int = 0
    rows: int = 0

    @property
    def progress(self) -> Progress:
        return Progress(self.done, self.number, self.rows)

    def table(self, table: Table) -> dict[str, Any]:
        """What the list says of `table`, once it is written."""
        path, columns = f"tables/{table.name}.jsonl", table.columns
        with self.archive.open(path, "w", force_zip64=True) as file:
            counted = Counted(file)
            rows = rows_in(self.own, table.rows(self.account.pk).values_list(*columns))
            for line in self.noted(_lines(columns, rows)):
                counted.write(line)
        self.done += 1
        self.note(self.progress)
        return {
            "name": table.name, "file": path, "rows": counted.rows, "sha256": counted.digest.hexdigest(),
            "columns": columns, "left_out": table.left_out,
        }  # fmt: skip

    def noted(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        for line in lines:
            self.rows += 1
            if self.rows % CHUNK == 0:
                self.note(self.progress)
            yield line

    def files(self, every: list[Table]) -> dict[str, Any]:
        """Add the files. What the list says of them: one that was deleted meanwhile is only named."""
        number, missing = 0, []
        for table in every:
            for path, opened in files.files_of(self.own, table, self.account.pk):
                try:
                    self._add_file(f"files/{path}", opened)
                except FileNotFoundError:
                    missing.append(path)
                number += 1
        return {"number": number - len(missing), "missing": missing}

    def _add_file(self, path: str, opened: Callable[[], IO[bytes]]) -> None:
        self.note(self.progress)
        with opened() as source, self.archive.open(path, "w", force_zip64=True) as target:
            shutil.copyfileobj(source, target)


def _lines(columns: list[str], rows: Iterable[tuple[Any, ...]]) -> Iterator[bytes]:
    for row in rows:
        yield orjson.dumps(dict(zip(columns, row, strict=True)), str, orjson.OPT_APPEND_NEWLINE)


def _manifest(account: models.Model, written: list[dict[str, Any]], kept: dict[str, Any]) -> dict[str, Any]:
    return {
        "format": FORMAT, "version": VERSION, "account": str(account), "account_id": account.pk,
        "finished_at": timezone.now(), "rows": sum(table["rows"] for table in written), "files": kept,
        "tables": written, "left_out_tables": left_out_tables(),
    }  # fmt: skip
