"""Office documents, which are ZIP archives: opened with care, because what unpacks to a thousand times its size does
not come from an office, and macros are programs. (OOXML: ECMA-376 part 2; ODF: OASIS OpenDocument 1.3 part 2.)
"""

from __future__ import annotations

import os
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from apps.common.files import tails
from apps.common.files.refusals import FileRefused, Reason

BEGINNING = b"PK\x03\x04"
END = b"PK\x05\x06" + bytes(18)
"""Of a ZIP archive without a comment: what it begins and ends with, and how long it is."""
OOXML = "application/vnd.openxmlformats-officedocument"
ODF = "application/vnd.oasis.opendocument"
ENDINGS = {
    f"{OOXML}.wordprocessingml.document": ".docx",
    f"{OOXML}.spreadsheetml.sheet": ".xlsx",
    f"{OOXML}.presentationml.presentation": ".pptx",
    f"{ODF}.text": ".odt",
    f"{ODF}.spreadsheet": ".ods",
    f"{ODF}.presentation": ".odp",
}
MAIN_PARTS = {f"{media_type}.main+xml": media_type for media_type in ENDINGS if media_type.startswith(OOXML)}
CONTENT_TYPES, MIMETYPE = "[Content_Types].xml", "mimetype"
MOST_PARTS, MOST_UNPACKED, MOST_OF_A_LIST = 5_000, 200 * 1024**2, 1024**2
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 0x1
# What runs when a document is opened, by the name of its part or by its kind.
PROGRAM_PARTS = re.compile(
    r"(?:^|/)(?:vbaProject|vbaData)\b|(?:^|/)(?:activeX|macrosheets)/|^(?:Basic|Scripts)/.", re.IGNORECASE
)
PROGRAM_TYPES = re.compile(r"macroEnabled|macrosheet|vbaProject|activeX", re.IGNORECASE)
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)


def damaged() -> FileRefused:
    return FileRefused(Reason.DAMAGED, _("This document is not whole, or protected by a password."))


def with_program() -> FileRefused:
    return FileRefused(Reason.PROGRAM, _("This document holds macros. Save it without them and send it again."))


def bomb() -> FileRefused:
    return FileRefused(Reason.BOMB, _("This document unpacks to far more than a document needs."))


@contextmanager
def package(file: BinaryIO) -> Iterator[zipfile.ZipFile]:
    """The archive, whose list of parts is within the limits. Raises FileRefused."""
    try:
        with zipfile.ZipFile(file) as opened:
            _require_limits(opened, tails.size_of(file))
            _require_end(file)
            yield opened
    except BROKEN:
        raise damaged() from None


def _require_limits(opened: zipfile.ZipFile, size: int) -> None:
    parts = opened.infolist()
    # Parts that lie over each other are together larger than the file.
    packed, unpacked = sum(part.compress_size for part in parts), sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or packed > size:
        raise bomb()
    names = [part.filename.lower() for part in parts]
    if len(set(names)) < len(names) or any(_is_odd(part) for part in parts):
        raise damaged()


def _require_end(file: BinaryIO) -> None:
    """The list of parts is the last thing in the file."""
    file.seek(-len(END), os.SEEK_END)
    if file.read(4) != END[:4] or file.read()[-2:] != END[-2:]:
        raise tails.two_kinds()


def _is_odd(part: zipfile.ZipInfo) -> bool:
    steps = part.filename.split("/")
    leads_out = part.filename.startswith("/") or ".." in steps or "\\" in part.filename or ":" in steps[0]
    return leads_out or part.compress_type not in METHODS or bool(part.flag_bits & ENCRYPTED)


def media_type_of(file: BinaryIO) -> str:
    """Which of ENDINGS it is by its list of parts; "" for any other archive. Raises FileRefused."""
    with package(file) as opened:
        names = set(opened.namelist())
        if CONTENT_TYPES in names:
            return _main_part(_text_of(opened, CONTENT_TYPES))
        return _text_of(opened, MIMETYPE) if MIMETYPE in names else ""


def _main_part(types: str) -> str:
    if PROGRAM_TYPES.search(types):
        raise with_program()
    found = [media_type for part, media_type in MAIN_PARTS.items() if f'"{part}"' in types]
    return found[0] if len(found) == 1 else ""


def _text_of(opened: zipfile.ZipFile, name: str) -> str:
    """A small part as it is written, without anything that means a letter by a number."""
    with opened.open(name) as part:
        data = part.read(MOST_OF_A_LIST + 1)
    if len(data) > MOST_OF_A_LIST or b"&#" in data or b"<!" in data:
        raise damaged()
    return data.decode("utf-8")


def check(file: BinaryIO) -> None:
    """Raises FileRefused for macros, and where unpacking shows that the list of parts lied.

    Every part is read in pieces and nothing of it is kept: what is longer than it said, or not what was packed, fails.
    """
    with package(file) as opened:
        if any(PROGRAM_PARTS.search(name) for name in opened.namelist()):
            raise with_program()
        for part in opened.infolist():
            with opened.open(part) as data:
                while data.read(tails.PIECE):
                    pass
