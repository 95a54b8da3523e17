"""An archive's bytes, while they grow and when they are whole."""

from __future__ import annotations

import hashlib
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

from apps.common.files.disk import PARTIAL
from apps.common.files.store import Facts, discard, store

MEDIA_TYPE = "application/zip"


def growing() -> IO[bytes]:
    """A file without a name, so that a crash leaves none; where the store is a disk, on that disk, which has room."""
    kept_in = store()
    if not isinstance(kept_in, FileSystemStorage):
        return tempfile.TemporaryFile()
    folder = Path(kept_in.path(PARTIAL))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return tempfile.TemporaryFile(dir=folder)


@contextmanager
def keep(file: Any, *, name: str) -> Iterator[Facts]:
    """Keep `file` while the block writes the row that knows it; where the block fails, it is taken away again."""
    size = file.seek(0, 2)
    file.seek(0)
    checksum = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    word = secrets.token_hex(24)
    stored_as = store().save(f"{word[:2]}/{word}", File(file))
    try:
        yield Facts(name, MEDIA_TYPE, size, checksum, stored_as)
    except BaseException:
        discard(stored_as)
        raise
