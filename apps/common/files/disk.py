"""Files on this machine's disk: readable by this user alone, and there as a whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

PARTIAL = "partial"
"""Where a file grows; what a crash leaves there is swept as any file that no row knows."""


class DiskStorage(FileSystemStorage):
    def _save(self, name: str, content: File[Any]) -> str:
        """Written beside its place, forced to the disk, and then moved there in one step."""
        place = Path(self.path(name))
        growing = Path(self.path(PARTIAL))
        for folder in (growing, place.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, partial = tempfile.mkstemp(dir=growing)
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            os.replace(partial, place)
        except BaseException:
            Path(partial).unlink(missing_ok=True)
            raise
        _force(place.parent)
        return name


def _force(folder: Path) -> None:
    """A new name in a folder outlives a power cut only once the folder itself is on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
