"""What was exported proves itself, wherever it is verified with the keys."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from apps.accounts.models import Account
from apps.audit import chain, export, triggers
from apps.audit.models import ChainHead, Transaction
from apps.audit.record import record
from apps.common import keyring
from tests.factories import TESTER

Lines = list[str]


@pytest.fixture
def lines(account: Account) -> Lines:
    for index in range(5):
        record("items.item_created", account=account, actor=TESTER, changes={"code": [None, f"Ñ-{index}"]})
    return list(export.lines(account.pk))


def changed(line: str, **fields: object) -> str:
    return json.dumps(json.loads(line) | fields) + "\n"


def write(path: Path, lines: Lines) -> str:
    path.write_text("".join(lines), encoding="utf-8")
    return str(path)


def test_R126_an_export_holds_every_chained_field_and_digest_and_verifies(account: Account, lines: Lines) -> None:
    assert len(lines) == 1 + 5 + 1
    first = json.loads(lines[1])
    assert set(first) == {*chain.CHAINED_FIELDS, "digest"}
    assert first["digest"] == Transaction.objects.chain(account.pk)[0].digest
    end, fault = export.verify(lines)
    assert fault is None
    assert end["end"] == 5


ATTACKS: dict[str, Callable[[Lines], Lines]] = {
    "altered": lambda lines: [lines[0], changed(lines[1], actor_name="Someone else"), *lines[2:]],
    "other digest": lambda lines: [lines[0], changed(lines[1], digest="0" * 64), *lines[2:]],
    "gap": lambda lines: [*lines[:2], *lines[3:]],
    "reordered": lambda lines: [lines[0], lines[2], lines[1], *lines[3:]],
    "tail cut off": lambda lines: [*lines[:4], lines[-1]],
    "tail cut off with the end": lambda lines: lines[:4],
    "tail cut off and end forged": lambda lines: [
        *lines[:4], changed(lines[-1], end=3, digest=json.loads(lines[3])["digest"])
    ],
    "beginning cut off": lambda lines: [lines[0], *lines[2:]],
    "beginning cut off and start forged": lambda lines: [
        changed(lines[0], previous=json.loads(lines[1])["digest"], **{"from": 2}), *lines[2:]
    ],
    "of another account": lambda lines: [changed(lines[0], account_id=999), *lines[1:]],
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_R126_whatever_was_done_to_the_file_shows(lines: Lines, attack: str) -> None:
    _, fault = export.verify(ATTACKS[attack](lines))
    assert fault is not None


@pytest.mark.parametrize("content", ["", "no JSON\n", "[]\n", '{"hello": 1}\n'])
def test_what_is_no_export_is_said_to_be_none(tmp_path: Path, db: None, content: str) -> None:
    with pytest.raises(CommandError, match="cannot be verified"):
        call_command("verify_transactions", "--file", write(tmp_path / "x.jsonl", [content]))


def test_an_export_from_a_moment_on_begins_where_the_chain_had_come_to(account: Account, lines: Lines) -> None:
    later = timezone.now() + timedelta(seconds=1)
    assert export.verify(export.lines(account.pk, since=later))[1] is None
    third = Transaction.objects.chain(account.pk)[2]
    part = list(export.lines(account.pk, since=third.at))
    assert json.loads(part[0])["previous"] == json.loads(lines[2])["digest"]
    assert export.verify(part)[1] is None


def test_an_empty_log_and_the_installations_own_are_exported_too(account: Account) -> None:
    assert export.verify(export.lines(account.pk))[1] is None
    record("installation.operator_created", account=None, actor=TESTER)
    assert export.verify(export.lines(None))[1] is None


def test_the_commands_write_and_verify_a_file(
    account: Account, lines: Lines, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "log.jsonl"
    call_command("export_transactions", "--account", str(account.pk), "--output", str(path))
    assert path.read_text(encoding="utf-8") == "".join(lines)
    call_command("verify_transactions", "--file", str(path))
    assert f"log.jsonl is whole: account {account.pk}, transactions 1 to 5" in capsys.readouterr().out
    call_command("export_transactions", "--account", str(account.pk), "--since", "2020-01-01")
    assert capsys.readouterr().out == "".join(lines)
    write(path, ATTACKS["altered"](lines))
    with pytest.raises(CommandError, match="is not whole"):
        call_command("verify_transactions", "--file", str(path))


def test_R126_a_database_that_lost_its_end_no_longer_matches_an_export(
    account: Account, lines: Lines, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also when whoever cut the log off set the head back as well: the export is an anchor outside."""
    path = write(tmp_path / "log.jsonl", lines)
    record("items.item_created", account=account, actor=TESTER)
    call_command("verify_transactions", "--file", path)
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_transaction WHERE number > 3")
    fourth = Transaction.objects.chain(account.pk).latest("number")
    ChainHead.objects.filter(chain=account.pk).update(number=3, digest=fourth.digest)
    call_command("verify_transactions", "--account", str(account.pk))
    with pytest.raises(CommandError, match="is not whole"):
        call_command("verify_transactions", "--file", path)
    assert "no longer holds what was exported" in capsys.readouterr().err
    call_command("verify_transactions", "--file", path, "--alone")


def test_an_export_verifies_after_the_chain_key_was_rotated_and_not_without_it(
    lines: Lines, settings: Settings
) -> None:
    new = keyring.parse(keyring.generate("2").split(","))
    settings.FIELD_KEYS = (*new, *settings.FIELD_KEYS)
    assert export.verify(lines)[1] is None
    settings.FIELD_KEYS = new
    with pytest.raises(keyring.MissingKey):
        export.verify(lines)


def test_an_export_is_read_in_batches(
    account: Account, lines: Lines, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(4):
        assert len(list(export.lines(account.pk))) == 7
