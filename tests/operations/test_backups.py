"""A backup restored elsewhere works with the keys, which were kept apart, and is worth nothing without them."""

from __future__ import annotations

import base64
import sqlite3
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from apps.common import keyring
from tests.api.hawk_helpers import Signer
from tests.operations.servers import Installation, manage, running


def backup_of_sqlite(database: str, place: Path) -> Path:
    """What README says: the database's own copy, which is whole although others write."""
    copy = place / "backup.sqlite3"
    with sqlite3.connect(database.removeprefix("sqlite:///")) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    return copy


def backup_of_postgresql(server: Any, database: str, place: Path) -> Path:
    dump = place / "backup.sql"
    command = [
        server.bin_path / "pg_dump",
        "--enable-row-security",
        "--no-owner",
        "--no-privileges",
        f"--file={dump}",
        database,
    ]
    subprocess.run(command, check=True, capture_output=True)
    return dump


def works(installation: Installation) -> None:
    """The log is whole, and the consumer's secret and the API key open what they opened before."""
    verified = manage(installation.database, "verify_transactions")
    assert verified.returncode == 0, verified.stderr
    with running(installation.database) as server:
        token = server.token(installation.client_id, installation.client_secret)
        assert token.status_code == 200
        assert server.call("GET", "/api/items", token.json()["access_token"]).status_code == 200
        signer = Signer(installation.api_key, installation.api_secret, server.url)
        signed = {"Authorization": signer.sign("GET", "/api/me")}
        assert server.call("GET", "/api/me", "", headers=signed).status_code == 200


def holds_no_key(backup: bytes, installation: Installation) -> None:
    for key in settings.FIELD_KEYS:
        for form in (key.material, base64.urlsafe_b64encode(key.material), key.material.hex().encode()):
            assert form not in backup
    for secret in (settings.SECRET_KEY, installation.client_secret, installation.api_secret):
        assert secret.encode() not in backup


def starts_with_other_keys(installation: Installation) -> bool:
    other = manage(installation.database, "-c", "import config.wsgi", FIELD_KEYS=keyring.generate("other"))
    return other.returncode == 0


@pytest.fixture
def from_sqlite(on_sqlite: Installation, tmp_path: Path) -> tuple[bytes, Installation]:
    copy = backup_of_sqlite(on_sqlite.database, tmp_path)
    return copy.read_bytes(), replace(on_sqlite, database=f"sqlite:///{copy}")


@pytest.fixture
def from_postgresql(postgresql: Any, on_postgresql: Installation, tmp_path: Path) -> tuple[bytes, Installation]:
    dump = backup_of_postgresql(postgresql, on_postgresql.database, tmp_path)
    postgresql.psql("DROP DATABASE IF EXISTS restored")
    postgresql.psql("CREATE DATABASE restored")
    restored = postgresql.get_uri(database="restored")
    psql = [postgresql.bin_path / "psql", "--set", "ON_ERROR_STOP=1", "--quiet", f"--file={dump}", restored]
    subprocess.run(psql, check=True, capture_output=True)
    return dump.read_bytes(), replace(on_postgresql, database=restored)


@pytest.mark.own_server
@pytest.mark.parametrize("source", ["from_sqlite", "from_postgresql"])
def test_R134_a_restored_backup_is_whole_its_credentials_work_and_it_holds_no_key(
    source: str, request: pytest.FixtureRequest
) -> None:
    backup, restored = request.getfixturevalue(source)
    holds_no_key(backup, restored)
    works(restored)
    assert not starts_with_other_keys(restored)
