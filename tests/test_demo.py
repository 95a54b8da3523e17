"""manage.py demo: credentials that work, handed over once in a file for the shell."""

import shutil
import stat
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Max
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from apps.accounts.models import Account, User
from apps.audit import chain
from apps.audit.models import Transaction
from apps.connections.models import ApiKey, Consumer, ConsumerSecret
from tests.committed import committed
from tests.two_step import STEP, code_of

OF_AN_ACCOUNT = (
    *("SUPERADMIN_EMAIL", "SUPERADMIN_PASSWORD", "USER_EMAIL", "USER_PASSWORD"),
    *("CC_CLIENT_ID", "CC_CLIENT_SECRET", "CODE_CLIENT_ID", "CODE_CLIENT_SECRET", "CODE_REDIRECT_URI"),
    *("READONLY_CLIENT_ID", "READONLY_CLIENT_SECRET", "API_KEY", "API_SECRET", "GUEST_LINK"),
)
OF_TWO_STEPS = ("TWO_STEP_EMAIL", "TWO_STEP_PASSWORD", "TWO_STEP_KEY", "TWO_STEP_RECOVERY_CODE")
VARIABLES = ["BASE_URL", *OF_AN_ACCOUNT, *(f"OTHER_{name}" for name in OF_AN_ACCOUNT), *OF_TWO_STEPS]

pytestmark = pytest.mark.django_db


class Made(NamedTuple):
    file: Path
    words: StringIO


@pytest.fixture(scope="module")
def printed(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """The demo, made once: its file and what was printed."""
    made = Made(tmp_path_factory.mktemp("demo") / "var" / "demo.env", StringIO())
    with committed(django_db_blocker, lambda: call_command("demo", output=made.file, stdout=made.words)):
        yield made


@pytest.fixture
def file(printed: Made, db: None, tmp_path: Path) -> Path:
    """A copy, for the test to do with what it likes."""
    return Path(shutil.copy(printed.file, tmp_path / "demo.env"))


def read(file: Path) -> dict[str, str]:
    """The variables as a shell sees them that has read `file` and nothing else."""
    command = ["sh", "-c", 'set -a; . "$0"; env', str(file)]
    shell = subprocess.run(command, env={}, capture_output=True, text=True, check=True)
    return {name: value for name, _, value in (line.partition("=") for line in shell.stdout.splitlines())}


def verify_account(variables: dict[str, str], prefix: str, account: Account) -> None:
    given = {name: variables[prefix + name] for name in OF_AN_ACCOUNT}
    for who in ("SUPERADMIN", "USER"):
        user = User.objects.of(account).get(email=given[f"{who}_EMAIL"])
        assert user.check_password(given[f"{who}_PASSWORD"])
    for what in ("CC", "CODE", "READONLY"):
        consumer = Consumer.objects.of(account).get(client_id=given[f"{what}_CLIENT_ID"])
        digests = ConsumerSecret.digests(given[f"{what}_CLIENT_SECRET"])
        assert consumer.is_enabled
        assert consumer.secrets.live().get().digest in digests
    assert Consumer.objects.get(client_id=given["CODE_CLIENT_ID"]).redirect_uri_allowed(given["CODE_REDIRECT_URI"])
    assert Consumer.objects.get(client_id=given["READONLY_CLIENT_ID"]).permission_group.is_read_only
    api_key = ApiKey.objects.of(account).get(key=given["API_KEY"])
    assert api_key.secrets.live().get().open() == given["API_SECRET"]
    assert account.name in Client().get(urlsplit(given["GUEST_LINK"]).path).content.decode()


def test_every_credential_of_both_accounts_works(file: Path) -> None:
    variables = read(file)
    verify_account(variables, "", Account.objects.get(number=477))
    verify_account(variables, "OTHER_", Account.objects.exclude(number=477).get())


def test_somebody_signs_in_in_two_steps(file: Path, client: Client) -> None:
    given = read(file)
    person = {"login": given["TWO_STEP_EMAIL"], "password": given["TWO_STEP_PASSWORD"]}
    for code in (code_of(given["TWO_STEP_KEY"]), given["TWO_STEP_RECOVERY_CODE"]):
        assert client.post("/sign-in/", person)["Location"].startswith(STEP)
        assert client.post(STEP, {"code": code}).status_code == 302
        client.post("/sign-out/")


def test_the_file_holds_these_variables_and_only_its_owner_reads_it(printed: Made) -> None:
    file = printed.file
    assert [line.partition("=")[0] for line in file.read_text().splitlines()] == VARIABLES
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_data_looks_as_if_it_had_been_used_today_and_its_record_is_whole(file: Path) -> None:
    used = Consumer.objects.aggregate(last=Max("last_used_at"))["last"]
    assert timezone.now() - timedelta(days=1) < used < timezone.now()
    assert Transaction.objects.filter(at__gt=timezone.now()).count() == 0
    assert [fault for account in Account.objects.all() if (fault := chain.verify(account.pk))] == []


def test_every_confidential_consumer_has_a_secret(file: Path) -> None:
    without = [consumer for consumer in Consumer.objects.all() if not consumer.secrets.live().exists()]
    assert [consumer.is_confidential for consumer in without] == [False]


def test_run_again_it_keeps_everything_but_the_address(printed: Made, file: Path, settings: Settings) -> None:
    before, rows, words = read(file), Transaction.objects.count(), StringIO()
    assert before["SUPERADMIN_PASSWORD"] in printed.words.getvalue()
    settings.PUBLIC_URL = "http://127.0.0.1:8123"
    call_command("demo", output=file, stdout=words)
    assert read(file) == before | {"BASE_URL": "http://127.0.0.1:8123"}
    assert Transaction.objects.count() == rows
    assert before["SUPERADMIN_PASSWORD"] not in words.getvalue()


def test_a_lost_file_brings_new_credentials_for_the_same_data(file: Path) -> None:
    before, items = read(file), Account.objects.get(number=477).pk
    file.unlink()
    call_command("demo", output=file)
    assert read(file)["API_SECRET"] != before["API_SECRET"]
    assert Account.objects.get(number=477).pk == items
    verify_account(read(file), "", Account.objects.get(number=477))


def test_it_refuses_an_installation_that_is_no_demo(settings: Settings, tmp_path: Path) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="no demo"):
        call_command("demo", output=tmp_path / "demo.env")
    assert not (tmp_path / "demo.env").exists()


def test_a_secret_expires_soon_and_another_ends_with_its_overlap(file: Path) -> None:
    live = [secret for secret in ConsumerSecret.objects.live() if secret.expires_at]
    assert [secret.consumer.name for secret in live if secret.expires_soon] == ["Almacén de datos"]
    assert [secret.consumer.name for secret in live if secret.is_ending] == ["Telemetría de planta"]
