"""A key version that a row names must be there before anybody asks."""

import os
import subprocess
import sys
from pathlib import Path

from pytest_django import Settings

from apps.accounts.models import Account
from apps.common import keyring
from apps.connections.keys import missing_versions
from tests.factories import new_api_key, new_consumer

TOP = Path(__file__).resolve().parents[2]


def test_nothing_is_missing_while_the_ring_holds_what_the_rows_name(account: Account) -> None:
    new_consumer(account)
    new_api_key(account)
    assert missing_versions() == []


def test_a_version_that_was_taken_out_is_named(account: Account, settings: Settings) -> None:
    new_consumer(account)
    new_api_key(account)
    settings.FIELD_KEYS = keyring.parse(keyring.generate("9").split(","))
    assert missing_versions() == ["pepper:demo1", "seal:demo1"]


def test_a_secret_that_ended_needs_no_key(account: Account, settings: Settings) -> None:
    made = new_consumer(account)
    made.owner.secrets.all().delete()
    settings.FIELD_KEYS = keyring.parse(keyring.generate("9").split(","))
    assert missing_versions() == []


def start(database: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    keys = {"SECRET_KEY": "s" * 60, "PUBLIC_URL": "https://conexiones.example", "DATABASE_URL": f"sqlite:///{database}"}
    environment = {"PATH": os.environ["PATH"], **keys, **variables}
    return subprocess.run(
        [sys.executable, *command], cwd=TOP, env=environment, capture_output=True, text=True, check=False
    )


ACCOUNT = """
import django; django.setup()
from apps.accounts.services import create_account
from apps.audit.actors import SYSTEM
from apps.connections.services.api_keys import create_api_key
owner = {"owner_email": "o@x.example", "owner_name": "O", "owner_password": "correct horse battery"}
create_api_key(account=create_account(name="X", by=SYSTEM, **owner), by=SYSTEM)
"""


def test_the_server_stops_with_one_line_when_a_needed_key_is_gone(tmp_path: Path) -> None:
    database, ring = tmp_path / "x.sqlite3", keyring.generate("1")
    start(database, "manage.py", "migrate", FIELD_KEYS=ring)
    start(database, "-c", ACCOUNT, FIELD_KEYS=ring, DJANGO_SETTINGS_MODULE="config.settings")
    assert start(database, "-c", "import config.wsgi", FIELD_KEYS=ring).returncode == 0
    stopped = start(database, "-c", "import config.wsgi", FIELD_KEYS=keyring.generate("2"))
    assert stopped.returncode == 1
    last = stopped.stderr.splitlines()[-1]
    assert last == "Conexiones cannot start: FIELD_KEYS lacks seal:1, which secrets in the database need"


def test_an_empty_database_does_not_keep_the_server_from_starting(tmp_path: Path) -> None:
    assert start(tmp_path / "x.sqlite3", "-c", "import config.wsgi", FIELD_KEYS=keyring.generate("1")).returncode == 0
