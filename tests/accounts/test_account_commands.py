"""The operator's commands about accounts: listed, limited, suspended, resumed, closed, given an owner."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from apps.accounts.models import Account, Role, User
from apps.audit.models import Transaction
from tests.conftest import sign_in
from tests.factories import UserFactory, new_consumer

pytestmark = pytest.mark.django_db


def run(name: str, *words: str, **options: Any) -> str:
    said = io.StringIO()
    call_command(name, *words, stdout=said, **options)
    return said.getvalue()


def error_of(name: str, *words: str) -> str:
    with pytest.raises(CommandError) as error:
        run(name, *words)
    return str(error.value)


ABOUT_ONE = {
    "suspendaccount": [], "resumeaccount": [], "closeaccount": [], "limitaccount": ["--users", "5"],
    "setowner": ["--email", "x@aguas.example"],
}  # fmt: skip


@pytest.mark.parametrize(("name", "more"), ABOUT_ONE.items(), ids=list(ABOUT_ONE))
def test_an_unknown_number_is_named(account: Account, name: str, more: list[str]) -> None:
    assert error_of(name, "--number", "9", *more).startswith("There is no account with the number 9;")


def test_suspended_it_lets_nobody_in_until_it_is_resumed(account: Account, ana: User) -> None:
    browser = sign_in(ana)
    assert "Aguas del Valle - 477 is suspended" in run("suspendaccount", "--number", "477")
    assert browser.get("/my-sessions/").status_code == 302
    assert "suspended already" in error_of("suspendaccount", "--number", "477")
    assert run("resumeaccount", "--number", "477") == "Aguas del Valle - 477 is open again.\n"
    assert "open already" in error_of("resumeaccount", "--number", "477")
    kinds = Transaction.objects.filter(module="account").order_by("number").values_list("action", "actor_kind")
    assert list(kinds) == [("suspended", "system"), ("resumed", "system")]


def test_the_end_is_set_for_a_day_and_taken_back(account: Account) -> None:
    assert "ends on" in run("closeaccount", "--number", "477", "--days", "5")
    account.refresh_from_db()
    assert account.closes_at is not None
    assert (account.closes_at - timezone.now()).days == 4
    assert "not closed after all" in run("closeaccount", "--number", "477", "--undo")
    assert "not about to be closed" in error_of("closeaccount", "--number", "477", "--undo")
    assert "1 or more" in error_of("closeaccount", "--number", "477", "--days", "0")


def test_what_is_final_asks_for_the_name(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "no terminal" in error_of("closeaccount", "--number", "477", "--now")
    terminal = io.StringIO()
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr("sys.stdin", terminal)
    monkeypatch.setattr("builtins.input", lambda prompt: "Aguas")
    assert "nothing was changed" in error_of("closeaccount", "--number", "477", "--now")
    account.refresh_from_db()
    assert account.is_active


def test_limits_are_set_and_taken_away(account: Account) -> None:
    limits = ("--users", "5", "--calls-per-month", "100000", "--storage-megabytes", "500")
    run("limitaccount", "--number", "477", *limits)
    said = run("limitaccount", "--number", "477", "--users", "none")
    limits_now = "users_limit none, consumers_limit none, calls_per_month 100000, storage_megabytes 500"
    assert said == f"Aguas del Valle - 477: {limits_now}.\n"
    assert "a whole number, or none" in error_of("limitaccount", "--number", "477", "--users", "many")
    assert "at least one of" in error_of("limitaccount", "--number", "477")


def test_an_owner_is_named_where_there_is_none_and_where_the_old_one_is_gone(account: Account, ana: User) -> None:
    nora = UserFactory.create(account=account, name="Nora", role=Role.SUPER_ADMINISTRATOR, email="nora@aguas.example")
    for user in (ana, nora):
        assert run("setowner", "--number", "477", "--email", user.email.upper()).startswith(user.name)
    assert User.objects.of(account).owner() == nora
    assert Transaction.objects.filter(action="owner_named").count() == 2
    assert "no user with this address" in error_of("setowner", "--number", "477", "--email", "x@aguas.example")
    assert "another active Super Administrator" in error_of("setowner", "--number", "477", "--email", nora.email)


def test_the_list_says_how_each_account_is(account: Account, other_account: Account, ana: User) -> None:
    run("setowner", "--number", "477", "--email", ana.email)
    run("suspendaccount", "--number", "512")
    lines = [line.split() for line in run("listaccounts").splitlines()]
    assert [(line[0], line[1], line[2]) for line in lines] == [("477", "active", "1"), ("512", "suspended", "0")]
    assert "(ana@aguas.example)" in lines[0]
    assert run("listaccounts", "--status", "suspended").count("\n") == 1


def test_for_programs_it_is_json_with_limits_and_usage(account: Account, ana: User) -> None:
    run("limitaccount", "--number", "477", "--consumers", "3")
    new_consumer(account, name="Puente")
    run("closeaccount", "--number", "477")
    (found,) = json.loads(run("listaccounts", "--json"))
    assert (found["number"], found["name"], found["status"], found["owner"]) == (477, account.name, "closing", None)
    assert found["limits"] == {
        "users_limit": None, "consumers_limit": 3, "calls_per_month": None, "storage_megabytes": None,
    }  # fmt: skip
    assert found["usage"] == {"users": 1, "storage": 0, "consumers": 1, "calls": 0}
    assert found["closes_at"] > timezone.now().isoformat()
