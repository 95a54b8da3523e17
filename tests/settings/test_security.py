"""The section Security: the account's sessions, and its API policy."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import Account, User
from apps.accounts.session import Session
from apps.audit.models import Transaction
from tests.conftest import sign_in
from tests.factories import PASSWORD
from tests.settings.conftest import HTMX, age_sign_in

SESSIONS, POLICY = "/settings/security/sessions/", "/settings/security/api-policy/"
GOOD = {
    "access_token_minutes": "30", "refresh_idle_days": "7", "refresh_absolute_days": "90",
    "allowed_networks": "203.0.113.0/24\r\n2001:db8::/32", "must_sign_bodies": "on", "calls_per_minute": "60",
}  # fmt: skip

pytestmark = pytest.mark.django_db


def shown(client: Client, query: str = "") -> list[str]:
    return [entry["row"].user.name for entry in client.get(SESSIONS + query).context["table"]]


def test_R142_the_owner_sees_the_sessions_of_the_account_and_of_no_other(
    ana: User, bruno: User, carla: User, operator: User
) -> None:
    for user in (bruno, carla, operator):
        sign_in(user)
    assert sorted(shown(sign_in(ana))) == ["Ana Prado", "Bruno Sosa"]


def test_the_sessions_are_searched(ana: User, bruno: User) -> None:
    sign_in(bruno)
    client = sign_in(ana)
    assert shown(client, "?q=bruno@") == ["Bruno Sosa"]
    assert shown(client, "?q=127.0.0.1") == ["Ana Prado", "Bruno Sosa"]
    assert shown(client, "?q=nobody") == []


@pytest.mark.parametrize(("page", "left"), [("end", 1), ("end-all", 0)])
def test_R142_one_session_or_all_of_a_user_are_ended(ana: User, bruno: User, page: str, left: int) -> None:
    browsers = [sign_in(bruno), sign_in(bruno)]
    client = sign_in(ana)
    answer = client.post(f"{SESSIONS}{Session.objects.filter(user=bruno).latest('pk').pk}/{page}/", headers=HTMX)
    assert answer.headers["HX-Trigger"]
    assert sum(browser.get("/my-sessions/").status_code == 200 for browser in browsers) == left
    entries = Transaction.objects.filter(module="session", action="ended", actor_id=str(ana.pk))
    assert {entry.target_id for entry in entries} == {str(bruno.pk)}
    assert entries.count() == 2 - left


def test_the_selected_sessions_are_ended(ana: User, bruno: User, carla: User) -> None:
    for user in (bruno, carla):
        sign_in(user)
    client = sign_in(ana)
    keys = Session.objects.exclude(user=ana).values_list("pk", flat=True)
    answer = client.post(SESSIONS, {"action": "end", "confirmed": "1", "selected": list(keys)}, follow=True)
    assert "1 session is ended." in answer.content.decode()
    assert not Session.objects.filter(user=bruno).exists()
    assert Session.objects.filter(user=carla).exists()


def test_an_operator_s_session_is_nobody_s_to_end(ana: User, operator: User) -> None:
    sign_in(operator)
    session = Session.objects.get()
    assert sign_in(ana).post(f"{SESSIONS}{session.pk}/end/").status_code == 404


def test_the_policy_is_saved_and_on_the_record(ana: User, account: Account) -> None:
    client = sign_in(ana)
    answer = client.post(POLICY, GOOD, follow=True)
    assert "The API policy is saved." in answer.content.decode()
    account.refresh_from_db()
    assert (account.access_token_minutes, account.refresh_idle_days, account.refresh_absolute_days) == (30, 7, 90)
    assert account.allowed_networks.split() == ["203.0.113.0/24", "2001:db8::/32"]
    assert (account.must_sign_bodies, account.calls_per_minute) == (True, 60)
    entry = Transaction.objects.get(action="api_policy_changed")
    assert entry.module == "security"
    assert entry.changes["calls_per_minute"] == [200, 60]
    assert "The API policy of the account was changed." in client.get("/settings/transactions-log/").content.decode()


def test_http_basic_is_off_carries_a_warning_and_is_on_the_record_when_it_is_allowed(
    ana: User, account: Account
) -> None:
    client = sign_in(ana)
    assert account.allows_basic is False
    page = client.get(POLICY, headers={"Accept-Language": "en"}).content.decode()
    assert "every request then carries the API secret itself" in page
    client.post(POLICY, GOOD | {"must_sign_bodies": "", "allows_basic": "on"})
    account.refresh_from_db()
    assert account.allows_basic is True
    assert Transaction.objects.get(action="api_policy_changed").changes["allows_basic"] == [False, True]
    client.post(POLICY, GOOD | {"must_sign_bodies": ""})
    account.refresh_from_db()
    assert account.allows_basic is False


def test_an_account_that_wants_signed_bodies_cannot_allow_http_basic(ana: User, account: Account) -> None:
    answer = sign_in(ana).post(POLICY, GOOD | {"allows_basic": "on"})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["allows_basic"]


def test_saving_what_is_there_already_records_nothing(ana: User) -> None:
    client = sign_in(ana)
    client.post(POLICY, GOOD)
    client.post(POLICY, GOOD)
    assert Transaction.objects.filter(action="api_policy_changed").count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("access_token_minutes", "121"),
        ("access_token_minutes", "4"),
        ("refresh_idle_days", "31"),
        ("refresh_idle_days", ""),
        ("refresh_absolute_days", "181"),
        ("refresh_absolute_days", "ten"),
        ("allowed_networks", "everywhere"),
        ("allowed_networks", "203.0.113.0/24, 10.0.0.0/8"),
        ("calls_per_minute", "0"),
        ("calls_per_minute", "99999999999999"),
    ],
)
def test_R042_the_policy_can_only_tighten(ana: User, account: Account, field: str, value: str) -> None:
    before = Account.objects.values().get(pk=account.pk)
    answer = sign_in(ana).post(POLICY, GOOD | {field: value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert Account.objects.values().get(pk=account.pk) == before


def test_nothing_but_the_policy_can_be_changed_here(ana: User, account: Account) -> None:
    sign_in(ana).post(POLICY, GOOD | {"name": "Otra", "number": "1", "is_active": ""})
    account.refresh_from_db()
    assert (account.name, account.number, account.is_active) == ("Aguas del Valle", 477, True)


def test_a_save_that_came_too_late_is_carried_through_the_step_up(ana: User, account: Account) -> None:
    client = sign_in(ana)
    age_sign_in(client)
    way = client.post(POLICY, GOOD).headers["Location"]
    client.post(way, {"password": PASSWORD})
    account.refresh_from_db()
    assert account.calls_per_minute == 60


@pytest.mark.parametrize("path", [SESSIONS, POLICY])
def test_an_administrator_does_not_open_it(alba: User, path: str) -> None:
    client: Any = sign_in(alba)
    assert client.get(path).status_code == 403
    assert client.post(path, GOOD).status_code == 403


def test_the_sessions_of_one_user_are_filtered_and_suggested(ana: User, bruno: User) -> None:
    client = sign_in(ana)
    sign_in(bruno)
    for query in ("?user=bruno", f"?user={bruno.pk}", f"?user={bruno.email}"):
        assert [entry["row"].user for entry in client.get(SESSIONS + query).context["table"]] == [bruno], query
    assert bruno.email in client.get(f"{SESSIONS}suggest/?user=br", headers=HTMX).content.decode()
