"""Plain text and CSV: letters in UTF-8, or in the one-byte letters of older spreadsheets, and no program."""

from __future__ import annotations

import re
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from apps.common.files import tails
from apps.common.files.refusals import FileRefused, Reason

# Of the control characters, text has tabulators, ends of lines and of pages, and Windows' end of a file.
CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x19\x1b-\x1f\x7f]")
MARK = b"\xef\xbb\xbf"
# The first characters by which a system knows a script, or a browser a page or a document of XML.
OF_A_PROGRAM = (b"#!", b"<", b"MZ")


def looks_like_text(beginning: bytes) -> bool:
    plain = beginning.removeprefix(MARK).lstrip()
    return bool(plain) and not CONTROLS.search(plain) and not plain.startswith(OF_A_PROGRAM)


def check(file: BinaryIO) -> None:
    """Raises FileRefused for what is no text all through, or holds a page."""
    while piece := file.read(tails.PIECE):
        if CONTROLS.search(piece):
            raise FileRefused(Reason.DAMAGED, _("This is no plain text: it holds bytes that no text has."))
    tails.require_no_program_in(file)
