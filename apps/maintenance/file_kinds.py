"""Which files may be kept: known by their first bytes, whatever they are called or said to be."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

PNG, JPEG, GIF, WEBP, HEIC, PDF = (
    "image/png", "image/jpeg", "image/gif", "image/webp", "image/heic", "application/pdf",
)  # fmt: skip

# None of them is a document that a browser would run.
BEGINNINGS: tuple[tuple[re.Pattern[bytes], str, str], ...] = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), PNG, ".png"),
    (re.compile(rb"\xff\xd8\xff"), JPEG, ".jpg"),
    (re.compile(rb"GIF8[79]a"), GIF, ".gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), WEBP, ".webp"),
    (re.compile(rb"....ftyp(?:heic|heix|mif1|msf1)", re.DOTALL), HEIC, ".heic"),
    (re.compile(rb"%PDF-"), PDF, ".pdf"),
)
FILE_TYPES = tuple(kind for _begins, kind, _ending in BEGINNINGS)
ALSO_CALLED = {JPEG: (".jpeg", ".jpe"), HEIC: (".heif",)}
NAMES = "PNG, JPEG, GIF, WebP, HEIC, PDF"
MAX_NAME = 120
# What a shell, a header or a file system could read as more than a letter of a name.
UNSAFE = re.compile(r"[^\w.()\- ]+")


def kind_of(content: bytes) -> tuple[str, str] | None:
    """The media type of `content` and the ending of its name; None for whatever may not be kept."""
    return next(((kind, ending) for begins, kind, ending in BEGINNINGS if begins.match(content)), None)


def clean_name(name: str, kind: str, ending: str) -> str:
    """`name` without its folders and without what is no letter, number, blank or one of . - _ ( ), ending as it must.

    Of a name with nothing left in it, "file" and the ending.
    """
    plain = unicodedata.normalize("NFC", name).replace("\\", "/")
    plain = UNSAFE.sub("_", PurePosixPath(plain).name).strip(" ._") or "file"
    if not plain.lower().endswith((ending, *ALSO_CALLED.get(kind, ()))):
        plain += ending
    stem, _dot, last = plain.rpartition(".")
    return f"{stem[: MAX_NAME - len(last) - 1]}.{last}"
