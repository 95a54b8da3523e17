"""Accounts: the operator of the installation, who is outside every account until they enter one, visibly."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts import services
from apps.accounts.models import Account, User
from apps.audit.models import Transaction
from tests.conftest import sign_in
from tests.factories import TESTER, AccountFactory, UserFactory

ACCOUNTS = "/settings/accounts/"
BANNER = "You are inside the account"


@pytest.fixture
def operator(operator: User) -> User:
    services.change_language(user=operator, language="en")
    return operator


def inside(operator: User, account: Account) -> Client:
    client = sign_in(operator)
    client.post(f"{ACCOUNTS}{account.pk}/enter/")
    return client


def test_the_operator_starts_at_the_list_of_accounts(operator: User, ana: User, carla: User) -> None:
    answer = sign_in(operator).get("/settings/", follow=True)
    assert answer.redirect_chain[-1][0] == ACCOUNTS
    rows = {entry["row"].name: entry["row"].user_count for entry in answer.context["table"]}
    assert rows == {"Aguas del Valle": 1, "Molinos de Ultramar": 1}
    assert [link.url for link in answer.context["sections"]] == [ACCOUNTS]


def test_an_operator_outside_sees_nothing_of_any_account(operator: User, ana: User) -> None:
    client = sign_in(operator)
    for path in (
        "user-accounts/accounts/",
        f"user-accounts/accounts/{ana.pk}/",
        "transactions-log/",
        "api-connections/",
    ):
        answer = client.get(f"/settings/{path}")
        assert answer.status_code == 403, path
        assert ana.email not in answer.content.decode()


def test_entering_is_visible_and_on_the_record(operator: User, ana: User, account: Account) -> None:
    client = inside(operator, account)
    for path in ("/settings/user-accounts/accounts/", "/settings/transactions-log/", "/my-authorizations/"):
        assert BANNER in client.get(path).content.decode(), path
    entered = Transaction.objects.of(account).get(action="entered")
    assert (entered.actor_kind, entered.actor_name) == ("operator", operator.name)


def test_what_an_operator_does_inside_is_recorded_as_theirs(operator: User, bruno: User, account: Account) -> None:
    inside(operator, account).post(f"/settings/user-accounts/accounts/{bruno.pk}/deactivate/")
    entry = Transaction.objects.of(account).get(action="user_deactivated")
    assert (entry.actor_kind, entry.actor_email) == ("operator", operator.email)


def test_inside_one_account_the_others_do_not_exist(operator: User, carla: User, account: Account) -> None:
    client = inside(operator, account)
    assert client.get(f"/settings/user-accounts/accounts/{carla.pk}/").status_code == 404
    assert client.get(ACCOUNTS).status_code == 403
    assert client.post(f"{ACCOUNTS}{carla.account_id}/enter/").status_code == 403


def test_leaving_leads_back_to_the_accounts_and_is_on_the_record(operator: User, ana: User, account: Account) -> None:
    client = inside(operator, account)
    answer = client.post("/leave-account/", follow=True)
    assert answer.redirect_chain[-1][0] == ACCOUNTS
    assert BANNER not in answer.content.decode()
    assert Transaction.objects.of(account).filter(action="left").exists()
    assert client.get("/settings/user-accounts/accounts/").status_code == 403


def test_leaving_without_having_entered_does_nothing(operator: User, ana: User) -> None:
    for user in (operator, ana):
        assert sign_in(user).post("/leave-account/")["Location"] == "/settings/"
    assert not Transaction.objects.filter(action="left").exists()


def test_suspending_closes_every_door_and_resuming_opens_them(operator: User, ana: User, account: Account) -> None:
    session, client = sign_in(ana), sign_in(operator)
    answer = client.post(f"{ACCOUNTS}{account.pk}/suspend/", follow=True)
    assert "is suspended" in answer.content.decode()
    assert session.get("/my-authorizations/").status_code == 302
    assert "Enter the account" not in client.get(f"{ACCOUNTS}{account.pk}/").content.decode()
    client.post(f"{ACCOUNTS}{account.pk}/resume/")
    assert sign_in(ana).get("/my-authorizations/").status_code == 200


def test_a_suspended_account_is_closed_to_the_operator_too(operator: User, account: Account) -> None:
    services.suspend_account(account=account, by=TESTER)
    client = inside(operator, account)
    assert client.get("/settings/user-accounts/accounts/").status_code == 403
    assert client.post("/leave-account/", follow=True).redirect_chain[-1][0] == ACCOUNTS


@pytest.mark.parametrize("name", ["suspend", "resume", "enter"])
def test_acting_on_an_account_is_never_a_link(operator: User, account: Account, name: str) -> None:
    assert sign_in(operator).get(f"{ACCOUNTS}{account.pk}/{name}/").status_code == 405


def test_nobody_else_may(ana: User, bruno: User, account: Account, other_account: Account) -> None:
    for user in (ana, bruno):
        client = sign_in(user)
        answers: list[Any] = [client.get(ACCOUNTS), client.get(f"{ACCOUNTS}{account.pk}/")]
        answers += [client.post(f"{ACCOUNTS}{other_account.pk}/{name}/") for name in ("suspend", "resume", "enter")]
        assert {answer.status_code for answer in answers} == {403}
    assert Client().get(ACCOUNTS)["Location"].startswith("/sign-in/")


def test_a_user_of_an_account_cannot_slip_into_another_by_the_session(
    ana: User, other_account: Account, carla: User
) -> None:
    client = sign_in(ana)
    session = client.session
    session["entered_account"] = other_account.pk
    session.save()
    page = client.get("/settings/user-accounts/accounts/").content.decode()
    assert ana.email in page
    assert carla.email not in page


def test_accounts_are_searched_and_filtered(operator: User, account: Account, other_account: Account) -> None:
    services.suspend_account(account=account, by=TESTER)
    client = sign_in(operator)
    for query, found in (("q=molinos", other_account), ("status=active", other_account), ("status=suspended", account)):
        rows = client.get(f"{ACCOUNTS}?{query}").context["table"]
        assert [entry["row"] for entry in rows] == [found]


def test_more_accounts_need_no_more_queries(operator: User, account: Account) -> None:
    client = sign_in(operator)
    with CaptureQueriesContext(connection) as few:
        client.get(ACCOUNTS)
    for _ in range(10):
        UserFactory.create(account=AccountFactory.create())
    with CaptureQueriesContext(connection) as many:
        client.get(ACCOUNTS)
    assert len(few) == len(many)
