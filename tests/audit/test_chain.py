"""The chain shows what was done to it behind the portal's back."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from apps.accounts.models import Account
from apps.audit import chain, triggers
from apps.audit.models import AppendOnly, Transaction
from apps.audit.record import diff, record
from tests.factories import TESTER, AccountFactory
from tests.threads import at_once


def add(account: Account | None, count: int = 5) -> None:
    for index in range(count):
        record("items.item_created", account=account, actor=TESTER, changes={"code": [None, f"Ñ-{index}"]})


def tamper(statement: str) -> None:
    """What somebody with the database's own password could do."""
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_R126_an_untouched_chain_is_whole(account: Account) -> None:
    add(account)
    assert chain.verify(account.pk) is None
    assert list(Transaction.objects.chain(account.pk).values_list("number", flat=True)) == [1, 2, 3, 4, 5]


def test_an_empty_chain_is_whole(account: Account) -> None:
    assert chain.verify(account.pk) is None


def test_the_installation_has_a_chain_of_its_own(db: None) -> None:
    add(None, 2)
    assert chain.verify(None) is None
    assert Transaction.objects.installation().count() == 2


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("UPDATE audit_transaction SET actor_name = 'Someone else' WHERE number = 3", 3),
        ("UPDATE audit_transaction SET changes = '{}' WHERE number = 2", 2),
        ("UPDATE audit_transaction SET address = '192.0.2.9' WHERE number = 1", 1),
        ("DELETE FROM audit_transaction WHERE number = 2", 2),
        ("DELETE FROM audit_transaction WHERE number = 5", 4),
        ("UPDATE audit_transaction SET number = number + 10 WHERE number > 3", 4),
        ("UPDATE audit_chainhead SET number = 4", 5),
    ],
)
def test_R126_tampering_shows_at_the_place_where_it_was_done(account: Account, statement: str, number: int) -> None:
    add(account)
    tamper(statement)
    fault = chain.verify(account.pk)
    assert fault is not None
    assert fault.number == number


def test_R126_the_command_says_whole_or_names_the_fault(account: Account, capsys: pytest.CaptureFixture[str]) -> None:
    add(account)
    call_command("verify_transactions")
    assert "1 chains are whole" in capsys.readouterr().out
    tamper("UPDATE audit_transaction SET actor_name = 'x' WHERE number = 3")
    with pytest.raises(CommandError, match="1 of 1 chains are not whole"):
        call_command("verify_transactions", "--account", str(account.pk))
    assert f"account {account.pk}, transaction 3: a transaction was altered" in capsys.readouterr().err


def test_R126_a_transaction_cannot_be_changed_through_the_model(account: Account) -> None:
    add(account, 1)
    row = Transaction.objects.get()
    for attempt in (row.save, row.delete, Transaction.objects.all().delete):
        with pytest.raises(AppendOnly):
            attempt()
    with pytest.raises(AppendOnly):
        Transaction.objects.update(actor_name="x")


CHANGES = {
    "sqlite": ["UPDATE audit_transaction SET actor_name = 'x'", "DELETE FROM audit_transaction"],
    "postgresql": [
        "UPDATE audit_transaction SET actor_name = 'x'",
        "DELETE FROM audit_transaction",
        "TRUNCATE audit_transaction",
        "TRUNCATE accounts_account CASCADE",
    ],
}


@pytest.mark.parametrize("statement", CHANGES[connection.vendor])
def test_R126_the_database_itself_refuses_to_change_a_transaction(account: Account, statement: str) -> None:
    add(account, 1)
    connection.check_constraints()  # PostgreSQL empties no table whose rows it still has to look at
    with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_nothing_is_recorded_when_the_change_is_rolled_back(account: Account) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012
        add(account, 1)
        raise RuntimeError
    assert not Transaction.objects.exists()
    assert chain.verify(account.pk) is None


def test_R126_the_head_is_written_to_the_log_stream(
    account: Account,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    caplog.set_level("INFO", logger="conexiones.audit")
    with django_capture_on_commit_callbacks(execute=True):
        add(account, 1)
    assert caplog.records[0].__dict__["transaction"]["digest"] == Transaction.objects.get().digest


@pytest.mark.django_db(transaction=True)
def test_R126_concurrent_writers_neither_fork_nor_break_the_chains() -> None:
    accounts = [AccountFactory.create(), AccountFactory.create()]
    at_once(8, lambda index: add(accounts[index % 2], 5))
    for account in accounts:
        numbers = list(Transaction.objects.chain(account.pk).values_list("number", flat=True))
        assert numbers == list(range(1, 21))
        assert chain.verify(account.pk) is None


@pytest.mark.django_db(transaction=True)
def test_one_account_does_not_wait_for_another() -> None:
    """SQLite has one writer at a time by nature; there the second account's turn comes after the first's commit."""
    first, second = AccountFactory.create(), AccountFactory.create()
    if connection.vendor == "sqlite":
        at_once(2, lambda index: add([first, second][index], 1))
    else:
        with transaction.atomic():
            add(first, 1)
            at_once(1, lambda _: add(second, 1))
    assert chain.verify(first.pk) is chain.verify(second.pk) is None


def test_a_difference_holds_before_and_after_in_plain_words() -> None:
    assert diff({"a": 1, "b": "x"}, {"a": 1, "b": "y", "c": {"z", "y"}}) == {"b": ["x", "y"], "c": [None, ["y", "z"]]}
