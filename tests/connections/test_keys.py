"""A key version that a row names must be there before anybody asks, and can be rotated while everybody asks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from apps.accounts.models import Account, User
from apps.audit import chain
from apps.audit.models import Transaction
from apps.common import keyring
from apps.connections import keys
from apps.connections.clients import consumer_by_secret
from apps.connections.keys import missing_versions
from apps.connections.models import ApiSecret, ConsumerSecret, RefreshToken
from apps.connections.services import resealing
from tests import migrated
from tests.conftest import sign_in
from tests.factories import AccountFactory, new_api_key, new_code_consumer, new_consumer
from tests.oauth import flow

TOP = Path(__file__).resolve().parents[2]


def put_in_front(settings: Settings, *purposes: str) -> None:
    """A new version "2" of `purposes`, in front of what is there."""
    new = [key for key in keyring.parse(keyring.generate("2").split(",")) if key.purpose in purposes]
    settings.FIELD_KEYS = (*new, *settings.FIELD_KEYS)


def report(capsys: pytest.CaptureFixture[str], *options: str) -> list[str]:
    call_command("rotate_field_keys", *options)
    return capsys.readouterr().out.splitlines()


# --- What is missing ------------------------------------------------------------------------------------------------


def test_nothing_is_missing_while_the_ring_holds_what_the_rows_name(account: Account) -> None:
    new_consumer(account)
    new_api_key(account)
    assert missing_versions() == []


def test_R138_a_version_that_was_taken_out_is_named(account: Account, settings: Settings) -> None:
    new_consumer(account)
    new_api_key(account)
    settings.FIELD_KEYS = keyring.parse(keyring.generate("9").split(","))
    assert missing_versions() == ["chain:demo1", "pepper:demo1", "seal:demo1"]


def test_a_secret_that_ended_needs_no_key(account: Account, settings: Settings) -> None:
    made = new_consumer(account)
    made.owner.secrets.all().delete()
    new_api_key(account).owner.secrets.update(expires_at=timezone.now())
    settings.FIELD_KEYS = keyring.parse(keyring.generate("9").split(","))
    assert missing_versions() == ["chain:demo1"]


def test_the_versions_of_the_log_are_read_from_the_index_alone(
    account: Account, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        new_consumer(account)
    with django_assert_num_queries(2):
        assert chain.key_versions() == ["demo1"]


def test_every_column_that_holds_a_sealed_value_is_known() -> None:
    assert ApiSecret in keys.sealed_models()
    for model in keys.sealed_models():
        assert hasattr(model, "seal")
        assert hasattr(model, "open")


def start(database: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    given = {
        "SECRET_KEY": "s" * 60,
        "PUBLIC_URL": "https://conexiones.example",
        "DATABASE_URL": f"sqlite:///{database}",
    }
    environment = {"PATH": os.environ["PATH"], **given, **variables}
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


@pytest.mark.own_server
def test_R138_the_server_stops_with_one_line_when_a_needed_key_is_gone(tmp_path: Path) -> None:
    database, ring = tmp_path / "x.sqlite3", keyring.generate("1")
    migrated.copy_sqlite(database)
    start(database, "-c", ACCOUNT, FIELD_KEYS=ring, DJANGO_SETTINGS_MODULE="config.settings")
    assert start(database, "-c", "import config.wsgi", FIELD_KEYS=ring).returncode == 0
    stopped = start(database, "-c", "import config.wsgi", FIELD_KEYS=keyring.generate("2"))
    assert stopped.returncode == 1
    last = stopped.stderr.splitlines()[-1]
    assert last == "Conexiones cannot start: FIELD_KEYS lacks chain:1, seal:1, which rows in the database need"


@pytest.mark.own_server
def test_an_empty_database_does_not_keep_the_server_from_starting(tmp_path: Path) -> None:
    assert start(tmp_path / "x.sqlite3", "-c", "import config.wsgi", FIELD_KEYS=keyring.generate("1")).returncode == 0


# --- Rotating -------------------------------------------------------------------------------------------------------


def test_R138_what_is_sealed_is_sealed_anew_and_opens_without_the_old_key(
    account: Account, other_account: Account, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = [new_api_key(one).plain for one in (account, other_account)]
    put_in_front(settings, "seal")
    assert "connections.ApiSecret: 2 sealed anew" in report(capsys)
    assert "connections.ApiSecret: 0 sealed anew" in report(capsys)
    settings.FIELD_KEYS = [key for key in settings.FIELD_KEYS if (key.purpose, key.version) != ("seal", "demo1")]
    assert [secret.open() for secret in ApiSecret.objects.order_by("created_at")] == plain
    assert missing_versions() == []


def test_R138_a_rotation_that_was_stopped_goes_on_with_what_is_left(account: Account, settings: Settings) -> None:
    for _ in range(5):
        new_api_key(AccountFactory.create())
    put_in_front(settings, "seal")
    first = next(resealing.reseal(ApiSecret, batch=2))
    assert first.resealed == 2
    assert sum(batch.resealed for batch in resealing.reseal(ApiSecret, batch=2)) == 3


def test_R138_a_rotation_takes_few_rows_at_a_time(account: Account, settings: Settings) -> None:
    for _ in range(4):
        new_api_key(AccountFactory.create())
    put_in_front(settings, "seal")
    with CaptureQueriesContext(connection) as captured:
        list(resealing.reseal(ApiSecret, batch=2))
    writes = [query["sql"] for query in captured if query["sql"].startswith("UPDATE")]
    assert len(writes) == 4
    assert all("sealed" in sql and "last_used" not in sql for sql in writes)


def test_a_value_that_does_not_open_is_named_and_left(account: Account, settings: Settings) -> None:
    good, bad = new_api_key(account), new_api_key(AccountFactory.create())
    ApiSecret.objects.filter(api_key=bad.owner).update(sealed="demo1$AAAA" * 8)
    put_in_front(settings, "seal")
    with pytest.raises(CommandError, match=str(bad.owner.secrets.get().pk)):
        call_command("rotate_field_keys")
    assert good.owner.secrets.get().sealed.startswith("2$")


def test_R138_a_key_that_rows_need_is_never_called_removable(
    account: Account, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    consumer = new_consumer(account).owner
    new_api_key(account)
    put_in_front(settings, *keyring.PURPOSES)
    assert report(capsys, "--check")[-1] == "may be removed from FIELD_KEYS: nothing"
    lines = report(capsys)
    assert f"still needed: pepper:demo1 by 1 secrets of the OAuth consumers {consumer.client_id}" in lines
    assert "still needed: chain:demo1 by transactions, which it verifies for ever" in lines
    assert lines[-1] == "may be removed from FIELD_KEYS: seal:demo1"
    for name in ("pepper:demo1", "chain:demo1", "seal:2"):
        with pytest.raises(CommandError, match=f"{name} must stay"):
            call_command("rotate_field_keys", "--check", "--retire", name)
    assert "seal:demo1 may go." in report(capsys, "--retire", "seal:demo1")


def test_R138_a_secret_moves_to_the_new_pepper_when_its_client_next_authenticates(
    account: Account, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    app = new_consumer(account)
    put_in_front(settings, "pepper")
    with CaptureQueriesContext(connection) as captured:
        assert consumer_by_secret(app.owner.client_id, app.plain, None) == app.owner
    assert len(captured) == 3
    assert ConsumerSecret.objects.get().pepper_version == "2"
    assert "may be removed from FIELD_KEYS: pepper:demo1" in report(capsys)
    settings.FIELD_KEYS = [key for key in settings.FIELD_KEYS if (key.purpose, key.version) != ("pepper", "demo1")]
    assert consumer_by_secret(app.owner.client_id, app.plain, None) == app.owner


def test_R138_a_lost_answer_is_given_again_although_the_pepper_was_rotated_meanwhile(
    account: Account, bruno: User, settings: Settings
) -> None:
    app = new_code_consumer(account)
    old = flow.tokens(app, bruno)["refresh_token"]
    first = flow.refresh(app, old).json()
    put_in_front(settings, "pepper")
    again = flow.refresh(app, old)
    assert again.status_code == 200
    assert (again.json()["access_token"], again.json()["refresh_token"]) == (
        first["access_token"],
        first["refresh_token"],
    )
    assert not Transaction.objects.filter(action="token_replayed").exists()
    assert flow.refresh(app, first["refresh_token"]).status_code == 200
    assert RefreshToken.objects.filter(revoked=None).exists()


def test_R138_the_secret_key_rotates_and_nobody_is_signed_out(ana: User, settings: Settings) -> None:
    client = sign_in(ana)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another one, of at least fifty characters, as it has to be"
    assert client.get("/settings/user-accounts/accounts/").status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    settings.SECRET_KEY = "and a third one, of which the session has never heard anything"
    assert client.get("/settings/user-accounts/accounts/").headers["Location"].startswith("/sign-in/")
