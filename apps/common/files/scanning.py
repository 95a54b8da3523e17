"""The hook for a virus scanner: FILE_SCANNER names it, and what cannot be scanned is not kept.

`clamd://host:3310` asks the daemon of ClamAV (its INSTREAM command). Anything else is the dotted path of a function of
yours, which gets the file, opened for reading, and returns the name of what it found, or "".
"""

from __future__ import annotations

import logging
import socket
import struct
from typing import BinaryIO, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from apps.common.files.refusals import FileRefused, Reason

logger = logging.getLogger("conexiones.files")

PATIENCE, PIECE, PORT = 20, 64 * 1024, 3310
"""Seconds, bytes, and where clamd listens unless told otherwise."""


class Scanner(Protocol):
    def __call__(self, file: BinaryIO) -> str: ...


def scan(file: BinaryIO) -> None:
    """Raises FileRefused when the scanner finds something, or does not answer."""
    if not settings.FILE_SCANNER:
        return
    file.seek(0)
    try:
        found = _scanner()(file)
    except Exception:
        logger.exception("a file could not be scanned")
        text = _("The file could not be checked for viruses at the moment. Try again later.")
        raise FileRefused(Reason.NOT_SCANNED, text) from None
    if found:
        raise FileRefused(Reason.INFECTED, _("The virus scanner found something in this file."), found=found[:100])


def _scanner() -> Scanner:
    name = settings.FILE_SCANNER
    scanner: Scanner = by_clamd if name.startswith("clamd://") else import_string(name)
    return scanner


def by_clamd(file: BinaryIO) -> str:
    """What clamd says of the file. Raises OSError and ValueError where it says nothing that can be understood."""
    place = urlsplit(settings.FILE_SCANNER)
    with socket.create_connection((place.hostname, place.port or PORT), timeout=PATIENCE) as daemon:
        daemon.sendall(b"zINSTREAM\0")
        while piece := file.read(PIECE):
            daemon.sendall(struct.pack(">I", len(piece)) + piece)
        daemon.sendall(struct.pack(">I", 0))
        answer = _answer(daemon)
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise ValueError(answer)


def _answer(daemon: socket.socket) -> str:
    answer = b""
    while (more := daemon.recv(1024)) and len(answer) < 4096:
        answer += more
    return answer.rstrip(b"\0\n").decode(errors="replace")
