"""Files that are two things at once: an archive hung behind a picture, a page hidden in one."""

from __future__ import annotations

import os
import re
import zipfile
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from apps.common.files.refusals import FileRefused, Reason

# What a browser, or a server of scripts, would take for the beginning of a program. Each is so long that megabytes of a
# picture hold none by chance.
PROGRAMS = re.compile(
    rb"<!doctype\s+html|<html[\s>]|<script[\s>]|<svg\s+(?:xmlns|on\w+=)|<iframe[\s>]|<\?php\s", re.IGNORECASE
)
PIECE, LONGEST = 64 * 1024, 32


def two_kinds() -> FileRefused:
    return FileRefused(Reason.TWO_KINDS, _("This file is two things at once: something else is hidden in it."))


def require_no_package(file: BinaryIO) -> None:
    """A ZIP archive is found by its end, so that one can hang behind anything."""
    file.seek(0)
    if zipfile.is_zipfile(file):
        raise two_kinds()


def require_no_program(data: bytes) -> None:
    if PROGRAMS.search(data):
        raise two_kinds()


def require_no_program_in(file: BinaryIO) -> None:
    """In the whole file, read in pieces."""
    file.seek(0)
    before = b""
    while piece := file.read(PIECE):
        require_no_program(before + piece)
        before = piece[-LONGEST:]


def require_nothing_behind(file: BinaryIO, end: int) -> None:
    """Behind `end` there may be zeros and blanks, which some programs write."""
    file.seek(end)
    while piece := file.read(PIECE):
        if piece.strip(b"\0 \t\r\n"):
            raise two_kinds()


def size_of(file: BinaryIO) -> int:
    return file.seek(0, os.SEEK_END)
