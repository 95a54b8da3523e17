"""A CSV file of entries, as the list exports it, or as a spreadsheet writes it in whatever country it is in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from apps.common.spreadsheets import BYTE_ORDER_MARK, as_it_was
from apps.company.catalogs import MOST
from apps.company.models import CatalogEntry
from apps.company.models.catalog import NAMES
from apps.company.words import fold

MOST_BYTES = 256 * 1024
COLUMNS = ("catalog", "code", *NAMES.values(), "order", "is_active")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
SEPARATORS = (";", ",", "\t")


@dataclass(frozen=True)
class Line:
    """One line of the file: its number, the first being 1, and what stands in the columns that it has."""

    number: int
    cells: dict[str, str]


def read(content: bytes) -> list[Line]:
    """The lines of the file. Raises ValidationError when it is none, or too large."""
    if len(content) > MOST_BYTES:
        raise ValidationError(_("The file is too large: %(most)s kB at most.") % {"most": MOST_BYTES // 1024})
    return parsed(decoded(content))


def decoded(content: bytes) -> str:
    """As text: UTF-8, UTF-16 with its mark, or what Windows writes in Western Europe."""
    encodings = ("utf-16",) if content.startswith(UTF_16) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return content.decode(encoding).removeprefix(BYTE_ORDER_MARK)
        except UnicodeDecodeError:
            continue
    raise ValidationError(_("This is no text in an encoding that is known here. Save it as UTF-8."))


def parsed(text: str) -> list[Line]:
    try:
        rows = [(number, cells) for number, cells in _rows(text) if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise ValidationError(_("This is no CSV file.")) from error
    if not rows:
        raise ValidationError(_("The file is empty."))
    names = header(rows[0][1])
    if len(rows) - 1 > MOST:
        raise ValidationError(_("The file has too many lines: %(most)s at most.") % {"most": MOST})
    return [_line(number, names, cells) for number, cells in rows[1:]]


def header(cells: list[str]) -> list[str]:
    """The column that each cell of the first line names, in any language; "" for one that means nothing here.

    Raises ValidationError when the code is missing, or a column comes twice.
    """
    known = _known_names()
    names = [known.get(fold(as_it_was(cell)), "") for cell in cells]
    if "code" not in names:
        raise ValidationError(_("The first line must name the columns, and one of them must be “code”."))
    if len(set(filter(None, names))) != len(list(filter(None, names))):
        raise ValidationError(_("A column comes twice in the first line."))
    return names


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    for cells in reader:
        yield reader.line_num, cells


def _line(number: int, names: list[str], cells: list[str]) -> Line:
    padded = [*cells, *[""] * (len(names) - len(cells))]
    found = {name: as_it_was(cell.strip()) for name, cell in zip(names, padded, strict=False) if name}
    return Line(number, found)


def _known_names() -> dict[str, str]:
    """From what a column may be called to its name: in the API, and on the screen in each language."""
    known = {fold(name): name for name in COLUMNS}
    for language in NAMES:
        with translation.override(language):
            for name in COLUMNS:
                label = CatalogEntry._meta.get_field(name).verbose_name  # type: ignore[union-attr]
                known.setdefault(fold(str(label)), name)
    return known
