"""Names of files that are safe in a folder, a header and a terminal."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

MAX_NAME, MAX_BYTES = 120, 240
"""Characters, and bytes, of which most file systems take 255."""
# What a shell, a header or a file system could read as more than a letter of a name; what turns the direction of a text
# or does not show is no letter either.
UNSAFE = re.compile(r"[^\w.()\- ]+")
# Windows takes these for devices, whatever ending they have.
DEVICES = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?=\.|\Z)", re.IGNORECASE)


def clean_name(name: str, ending: str, others: tuple[str, ...] = ()) -> str:
    """`name` without its folders and without what is no letter, number, blank or one of . - _ ( ), ending as it must.

    `others` are endings that are as good. Of a name with nothing left in it, "file" and the ending.
    """
    plain = unicodedata.normalize("NFC", name).replace("\\", "/")
    plain = UNSAFE.sub("_", PurePosixPath(plain).name).strip(" ._") or "file"
    if DEVICES.match(plain):
        plain = f"_{plain}"
    if not plain.lower().endswith((ending, *others)):
        plain += ending
    stem, _dot, last = plain.rpartition(".")
    return f"{shortened(stem, len(last) + 1)}.{last}"


def shortened(stem: str, more: int) -> str:
    """As much of `stem` as there is room for beside `more` characters."""
    return stem[: MAX_NAME - more].encode()[: MAX_BYTES - more].decode(errors="ignore").rstrip()
