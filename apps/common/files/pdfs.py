"""PDF documents, from their first bytes to their last."""

from __future__ import annotations

from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from apps.common.files import tails
from apps.common.files.refusals import FileRefused, Reason

END, LAST, FIRST = b"%%EOF", 2048, 1024


def check(file: BinaryIO) -> None:
    """Raises FileRefused for one that is cut off, or begins or ends as a page or a program does."""
    tails.require_no_program(file.read(FIRST))
    size = tails.size_of(file)
    file.seek(max(0, size - LAST))
    last = file.read(LAST)
    if END not in last:
        raise FileRefused(Reason.DAMAGED, _("This PDF is not whole: its end is missing."))
    if last.rpartition(END)[2].strip(b"\0 \t\r\n"):
        raise tails.two_kinds()
