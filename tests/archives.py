"""Archives of an account in tests: one that is ready without all the work, and reading what is in one."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

from django.utils import timezone

from apps.accounts.models import Account, Archive, ArchiveFile, ArchiveState
from apps.accounts.services.archives.keeping import keep


def new_archive(account: Account, code: str = "", **fields: Any) -> Archive:
    """Ready, with a file that holds `code`."""
    now = timezone.now()
    given = {
        "state": ArchiveState.DONE, "asked_by": f"Ana Prado {code}", "finished_at": now, "tables": 3, "tables_done": 3,
        "expires_at": now + timedelta(days=7),
    } | fields  # fmt: skip
    archive = Archive.objects.create(account=account, **given)
    with keep(io.BytesIO(f"archive {code}".encode()), name="conexiones.zip") as facts:
        ArchiveFile.objects.create(archive=archive, **facts.fields)
    return archive


def unpacked(content: bytes) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]], dict[str, bytes]]:
    """Its list, the rows of each table, and the files."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        manifest = json.loads(archive.read("manifest.json"))
        tables = {one["name"]: _rows(archive.read(one["file"])) for one in manifest["tables"]}
        names = [name for name in archive.namelist() if name.startswith("files/")]
        return manifest, tables, {name: archive.read(name) for name in names}


def _rows(lines: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.splitlines()]
