"""Which files may be kept: known by what their bytes are, whatever they are called or said to be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from apps.common.files import packages, pdfs, pictures, tails, texts
from apps.common.files.refusals import FileRefused, Reason

BEGINNING = 64


@dataclass(frozen=True)
class Kind:
    """`check` reads the file and raises FileRefused where it is not one of this kind from end to end."""

    name: str
    media_type: str
    ending: str
    check: Callable[[BinaryIO], None]
    others: tuple[str, ...] = ()


PNG = Kind("PNG", "image/png", ".png", pictures.check_png)
JPEG = Kind("JPEG", "image/jpeg", ".jpg", pictures.check_jpeg, (".jpeg", ".jpe"))
GIF = Kind("GIF", "image/gif", ".gif", pictures.check_gif)
WEBP = Kind("WebP", "image/webp", ".webp", pictures.check_webp)
HEIC = Kind("HEIC", "image/heic", ".heic", pictures.check_heic, (".heif",))
PDF = Kind("PDF", "application/pdf", ".pdf", pdfs.check)
TEXT = Kind("TXT", "text/plain", ".txt", texts.check)
CSV = Kind("CSV", "text/csv", ".csv", texts.check)
PACKAGES = {
    media_type: Kind(ending[1:].upper(), media_type, ending, packages.check)
    for media_type, ending in packages.ENDINGS.items()
}
BEGINNINGS: tuple[tuple[re.Pattern[bytes], Kind], ...] = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), PNG),
    (re.compile(rb"\xff\xd8\xff"), JPEG),
    (re.compile(rb"GIF8[79]a"), GIF),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), WEBP),
    (re.compile(rb"....ftyp(?:heic|heix|mif1|msf1)", re.DOTALL), HEIC),
    (re.compile(rb"%PDF-"), PDF),
)
PICTURES_AND_PDF = (PNG, JPEG, GIF, WEBP, HEIC, PDF)
DOCUMENTS = (PDF, *PACKAGES.values(), TEXT, CSV, PNG, JPEG, GIF, WEBP, HEIC)


def kind_of(file: BinaryIO, name: str = "", kinds: Iterable[Kind] = DOCUMENTS) -> Kind:
    """What `file` is. Raises FileRefused for what is none of `kinds`, or not one of them from end to end."""
    kind = _looks_like(file, name)
    if kind is None or kind not in kinds:
        raise FileRefused(Reason.UNKNOWN_KIND, unknown(kinds))
    file.seek(0)
    kind.check(file)
    if kind not in PACKAGES.values():
        tails.require_no_package(file)
    file.seek(0)
    return kind


def _looks_like(file: BinaryIO, name: str) -> Kind | None:
    file.seek(0)
    beginning = file.read(BEGINNING)
    found = next((kind for begins, kind in BEGINNINGS if begins.match(beginning)), None)
    if found is None and beginning.startswith(packages.BEGINNING):
        return PACKAGES.get(packages.media_type_of(file))
    if found is None and texts.looks_like_text(beginning):
        return CSV if name.lower().endswith(CSV.ending) else TEXT
    return found


def unknown(kinds: Iterable[Kind]) -> str:
    return str(_("Only these kinds of file can be kept: %(names)s.")) % {"names": names_of(kinds)}


def names_of(kinds: Iterable[Kind]) -> str:
    return ", ".join(kind.name for kind in kinds)


def endings_of(kinds: Iterable[Kind]) -> str:
    """For the `accept` of a file field."""
    return ",".join(ending for kind in kinds for ending in (kind.ending, *kind.others))
