"""What is remembered of the last time that a chain was read."""

import pytest
from django.core.management import call_command

from apps.accounts.models import Account
from apps.audit import checking
from apps.audit.chain import Fault
from apps.audit.models import ChainHead
from apps.audit.record import record
from tests.factories import TESTER


def add(account: Account, count: int) -> None:
    for _ in range(count):
        record("account.resumed", account=account, actor=TESTER, target=account)


def read_to(account: Account) -> int:
    check = checking.last(account.pk)
    assert check
    return check.number


def test_nothing_is_said_of_a_chain_that_nobody_read(account: Account) -> None:
    assert checking.last(account.pk) is None


def test_a_short_chain_is_read_whole_each_time(account: Account) -> None:
    for _ in range(2):
        add(account, 2)
        assert checking.go_on(account.pk) is None
    assert read_to(account) == 4


def test_a_long_chain_is_read_part_by_part_and_then_anew(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "AT_ONCE", 3)
    add(account, 7)
    found = []
    for _ in range(4):
        assert checking.go_on(account.pk) is None
        found.append(read_to(account))
    assert found == [3, 6, 7, 3]


def test_a_fault_is_remembered_until_the_chain_is_read_again(account: Account) -> None:
    add(account, 2)
    ChainHead.objects.filter(chain=account.pk).update(number=9)
    fault = Fault(account.pk, 2, "the end of the chain was cut off")
    assert checking.go_on(account.pk) == fault
    check = checking.last(account.pk)
    assert check
    assert (check.fault_number, check.fault_reason) == (fault.number, fault.reason)
    ChainHead.objects.filter(chain=account.pk).update(number=2)
    assert checking.go_on(account.pk) is None


def test_the_command_reads_it_all_and_is_remembered(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "AT_ONCE", 1)
    add(account, 3)
    call_command("verify_transactions", account=account.pk)
    assert read_to(account) == 3
