"""Keeping a file and reading it again, in the store that FILES_URL names."""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.utils.translation import gettext_lazy as _

from apps.common.files import tails
from apps.common.files.kinds import Kind, kind_of
from apps.common.files.names import clean_name
from apps.common.files.refusals import FileMissing, FileRefused, Reason
from apps.common.files.scanning import scan

if TYPE_CHECKING:
    from apps.common.files.rows import FileRow

logger = logging.getLogger("conexiones.files")

STORE = "files"
PIECE = 64 * 1024


@dataclass(frozen=True)
class Facts:
    """What is known of a file, under the names of FileRow."""

    name: str
    content_type: str
    size: int
    checksum: str
    stored_as: str

    @property
    def fields(self) -> dict[str, Any]:
        return asdict(self)


def store() -> Storage:
    return storages[STORE]


@contextmanager
def kept(content: bytes | BinaryIO, *, name: str, kinds: Iterable[Kind], most: int = 0) -> Iterator[Facts]:
    """Look at `content` and keep it under a random name while the block writes the row that knows it.

    Where the block fails, the file is taken away again. `most` bytes at most; 0 for as many as the settings say.
    Raises FileRefused.
    """
    facts = _kept(BytesIO(content) if isinstance(content, bytes) else content, name, tuple(kinds), most)
    try:
        yield facts
    except BaseException:
        discard(facts.stored_as)
        raise


def _kept(file: BinaryIO, name: str, kinds: tuple[Kind, ...], most: int) -> Facts:
    size = tails.size_of(file)
    require_size(size, most or settings.FILE_MAX_BYTES)
    kind = kind_of(file, name, kinds)
    scan(file)
    # With the name that it shall have: random, in one of 256 folders.
    word = secrets.token_hex(24)
    stored_as = _written(f"{word[:2]}/{word}", file)
    return Facts(clean_name(name, kind.ending, kind.others), kind.media_type, size, checksum_of(file), stored_as)


def require_size(size: int, most: int) -> None:
    if size > most:
        raise too_large(most)


def too_large(most: int) -> FileRefused:
    text = str(_("A file can have %(number)d megabytes at most.")) % {"number": most // 1024**2}
    return FileRefused(Reason.TOO_LARGE, text)


def _written(name: str, file: BinaryIO) -> str:
    file.seek(0)
    try:
        return store().save(name, File(file))
    except Exception:
        logger.exception("a file could not be stored")
        text = _("The file could not be stored at the moment. Try again later.")
        raise FileRefused(Reason.NOT_STORED, text) from None


def checksum_of(file: Any) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()


def opened(row: FileRow) -> File[Any]:
    """The file that `row` knows, to be read in pieces. Raises FileMissing."""
    try:
        return store().open(row.stored_as, "rb")
    except FileNotFoundError:
        raise FileMissing from None


def put_back(row: FileRow, content: bytes) -> None:
    """Put the bytes that `row` knows into their place, unless they are there."""
    if not exists(row):
        store().save(row.stored_as, File(BytesIO(content)))


def exists(row: FileRow) -> bool:
    return store().exists(row.stored_as)


def discard(stored_as: str) -> None:
    """Take a file away; one that cannot be is left to the sweep."""
    try:
        store().delete(stored_as)
    except Exception:
        logger.exception("a file could not be taken away")
