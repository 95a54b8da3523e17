"""A CSV file, as a list exports it, or as a spreadsheet writes it in whatever country it is in."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from apps.common.spreadsheets import BYTE_ORDER_MARK, as_it_was
from apps.company.importing.cells import label_of
from apps.company.words import fold

LANGUAGES = ("es", "en", "pt-br")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
SEPARATORS = (";", ",", "\t")
LINE_END = re.compile("\r\n|\r|\n")


@dataclass(frozen=True)
class Line:
    """One line of the file: its number, the first being 1, and what stands in the columns that it has."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The files of one kind: the `columns` of `model` that they may have, those that are `required`, the `keys` among
    these, which say together which row a line is about, and their size. A form must be able to send one back.
    """

    model: type[Model]
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    required: tuple[str, ...]
    most_lines: int
    most_bytes: int

    @property
    def key_label(self) -> str:
        """What the keys are called: "Date, currency"."""
        return capfirst(", ".join(label_of(self.model, name) for name in self.keys))

    def text_of(self, content: bytes) -> str:
        """What stands in the file. Raises ValidationError when it is no text, or too large, also as a form sends it."""
        self.require_size(len(content))
        text = LINE_END.sub("\r\n", decoded(content))
        self.require_size(len(text.encode()))
        return text

    def require_size(self, count: int) -> None:
        """Raises ValidationError for more bytes than such a file may have."""
        if count > self.most_bytes:
            raise ValidationError(_("The file is too large: %(most)s kB at most.") % {"most": self.most_bytes // 1024})

    def parsed(self, text: str) -> list[Line]:
        """The lines of a file that was read before. Raises ValidationError."""
        try:
            # The first line names the columns, and the one after the last is too many.
            rows = list(islice(_rows(text), self.most_lines + 2))
        except csv.Error as error:
            raise ValidationError(_("This is no CSV file.")) from error
        if not rows:
            raise ValidationError(_("The file is empty."))
        names = self._header(rows[0][1])
        if len(rows) - 1 > self.most_lines:
            raise ValidationError(_("The file has too many lines: %(most)s at most.") % {"most": self.most_lines})
        if len(rows) == 1:
            raise ValidationError(_("There is nothing in the file but the names of its columns."))
        return [_line(number, names, cells) for number, cells in rows[1:]]

    def _header(self, cells: list[str]) -> list[str]:
        """The column that each cell of the first line names, in any language; "" for one that means nothing here."""
        known = self._known_names()
        names = [known.get(fold(as_it_was(cell.strip())), "") for cell in cells]
        if not set(self.required) <= set(names):
            columns = ", ".join(label_of(self.model, name) for name in self.required)
            raise ValidationError(_("The first line must name these columns: %(columns)s.") % {"columns": columns})
        if len(set(filter(None, names))) != len(list(filter(None, names))):
            raise ValidationError(_("A column comes twice in the first line."))
        return names

    def _known_names(self) -> dict[str, str]:
        """From what a column may be called to its name: in the API, and on the screen in each language."""
        known = {fold(name): name for name in self.columns}
        for language in LANGUAGES:
            with translation.override(language):
                for name in self.columns:
                    known.setdefault(fold(label_of(self.model, name)), name)
        return known


def decoded(content: bytes) -> str:
    """As text: UTF-8, UTF-16 with its mark, or what Windows writes in Western Europe. Raises ValidationError."""
    encodings = ("utf-16",) if content.startswith(UTF_16) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return content.decode(encoding).removeprefix(BYTE_ORDER_MARK)
        except UnicodeDecodeError:
            continue
    raise ValidationError(_("This is no text in an encoding that is known here. Save it as UTF-8."))


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    separator = max(SEPARATORS, key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num, cells


def _line(number: int, names: list[str], cells: list[str]) -> Line:
    padded = [*cells, *[""] * (len(names) - len(cells))]
    return Line(number, {name: as_it_was(cell.strip()) for name, cell in zip(names, padded, strict=False) if name})
