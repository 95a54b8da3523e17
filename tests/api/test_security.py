"""/api/security and /api/single_sign_on: the account's rules, lent by a Super Administrator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from apps.accounts.models import Account, SingleSignOn, User
from apps.audit.models import Transaction
from tests.api.helpers import Program, invalid, lent_token
from tests.settings.provider import CLIENT_ID, CLIENT_SECRET, Provider, provider_running

PATH, SIGN_ON = "/api/security", "/api/single_sign_on"


@pytest.fixture
def program(ana: User) -> Program:
    return Program(lent_token(ana, ["security:view", "security:edit"]))


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    with provider_running() as running:
        settings.SSO_ISSUERS = [running.issuer]
        yield running


def test_the_rules_are_read_changed_and_recorded_each_under_its_policy(program: Program, account: Account) -> None:
    sent = {"password_length": 20, "two_step_for": "everybody", "secret_days": "90", "must_sign_bodies": "true"}
    answer = program.call("PUT", PATH, sent)
    assert answer.status_code == 200, answer.content
    assert answer.json()["data"] == program.get(PATH).json()["data"]
    account.refresh_from_db()
    assert (account.password_length, account.two_step_for, account.secret_days) == (20, "everybody", 90)
    actions = {entry.action: entry.changes for entry in Transaction.objects.filter(module="security")}
    assert actions["password_policy_changed"] == {"password_length": [15, 20]}
    assert {"two_step_policy_changed", "api_policy_changed"} <= set(actions)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"password_length": 3}, "password_length"),
        ({"two_step_for": "cats"}, "two_step_for"),
        ({"allowed_networks": "not a network"}, "allowed_networks"),
        ({"calls_per_minute": 0}, "calls_per_minute"),
        ({"password_length": 30, "access_token_minutes": 999}, "access_token_minutes"),
        ({"is_active": False}, "is_active"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_and_none_of_the_others_is_kept(
    program: Program, account: Account, sent: dict[str, Any], field: str
) -> None:
    answer = program.call("PUT", PATH, sent)
    assert (answer.status_code, set(invalid(answer))) == (400, {field})
    account.refresh_from_db()
    assert account.password_length == 15


def test_a_network_that_is_closed_closes_to_the_very_program_that_did_it(program: Program) -> None:
    assert program.call("PUT", PATH, {"allowed_networks": "198.51.100.0/24"}).status_code in (200, 403)
    assert program.get(PATH).status_code == 403


def test_single_sign_on_is_set_up_and_its_secret_never_comes_out(
    program: Program, provider: Provider, account: Account
) -> None:
    sent = {
        "is_on": True, "name": "Entrada", "issuer": provider.issuer, "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET, "domains": ["aguas.example"],
    }  # fmt: skip
    answer = program.call("PUT", SIGN_ON, sent)
    assert answer.status_code == 200
    assert CLIENT_SECRET not in answer.content.decode()
    assert answer.json()["data"]["permitted_issuers"] == [provider.issuer]
    found = SingleSignOn.objects.get(account=account)
    assert found.open() == CLIENT_SECRET
    assert found.domains == ["aguas.example"]
    assert program.call("PUT", SIGN_ON, {"name": "Otra"}).status_code == 200
    found.refresh_from_db()
    assert (found.name, found.is_on, found.open()) == ("Otra", True, CLIENT_SECRET)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"issuer": "https://evil.example", "client_secret": "x"}, "issuer"),
        ({"is_required": True}, "is_required"),
        ({"domains": ["molinos.example"]}, "domains"),
    ],
)
def test_what_cannot_be_is_refused_by_its_name(
    program: Program, provider: Provider, sent: dict[str, Any], field: str
) -> None:
    answer = program.call("PUT", SIGN_ON, sent)
    assert (answer.status_code, set(invalid(answer))) == (400, {field})
    assert not SingleSignOn.objects.exists()
