"""Migrated databases, made once for each state of the migrations and copied ever after: migrating takes ten seconds.

They lie in var/migrated. `migrate` still runs on every copy: it has nothing to migrate, and makes anew the rules and
the rows that are derived from the code.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / "var" / "migrated"
KEPT = 6
DECIDES = ("requirements.txt", "config/settings.py", "apps/audit/triggers.py", "apps/*/migrations/*.py")
"""What a migrated database depends on: the packages' migrations come with their versions."""
DATABASE = "migrated"
"""On a PostgreSQL server of the tests: the template of the others."""


def copy_sqlite(target: Path) -> None:
    """Put a migrated file at `target`, over whatever is there."""
    with _made("sqlite3") as (file, is_new):
        if is_new:
            _migrate(f"sqlite:///{file}")
        shutil.copyfile(file, target)


def create_on(server: Any, role: str = "postgres") -> None:
    """Make on `server` a database that is called DATABASE and belongs to `role`, as does all that is in it."""
    server.psql(f"CREATE DATABASE {DATABASE} OWNER {role}")
    url = server.get_uri(database=DATABASE).replace("postgres:@", f"{role}:@")
    with _made("sql") as (file, is_new):
        if is_new:
            _migrate(url)
            _run([server.bin_path / "pg_dump", "--enable-row-security", "--no-owner", f"--file={file}", url])
    if not is_new:
        _run([server.bin_path / "psql", "--quiet", "--output=/dev/null", f"--file={file}", url])


def _migrate(url: str) -> None:
    given = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings_test", "DATABASE_URL": url}
    _run([sys.executable, "-W", "ignore", "manage.py", "migrate", "--verbosity", "0"], env=given)


def _run(command: list[Any], **options: Any) -> None:
    subprocess.run(command, cwd=ROOT, check=True, **options)


@contextmanager
def _made(kind: str) -> Iterator[tuple[Path, bool]]:
    """The file of this `kind` and whether it is new: then it is made inside, by one, while the others wait."""
    PLACE.mkdir(parents=True, exist_ok=True)
    file, unfinished = PLACE / f"{_key()}.{kind}", PLACE / f"unfinished.{kind}"
    with (PLACE / f"{kind}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if file.exists():
            yield file, False
            return
        unfinished.unlink(missing_ok=True)
        yield unfinished, True
        unfinished.rename(file)
        _forget_old(kind)


def _key() -> str:
    files = sorted(file for pattern in DECIDES for file in ROOT.glob(pattern))
    text = b"\0".join(part for file in files for part in (str(file.relative_to(ROOT)).encode(), file.read_bytes()))
    return hashlib.sha256(text).hexdigest()[:16]


def _forget_old(kind: str) -> None:
    files = sorted(PLACE.glob(f"*.{kind}"), key=lambda file: file.stat().st_mtime)
    for file in files[:-KEPT]:
        file.unlink(missing_ok=True)
