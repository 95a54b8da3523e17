"""From where a program may call: what its account, and it for itself, allow."""

from typing import Any

import pytest

from apps.accounts.models import Account, User
from apps.connections.models import AccessToken
from tests.oauth.flow import App, answer, ask, basic, browser, decide, post, redeem, refresh, token, tokens

ENDPOINTS = {
    "/oauth/token": {"grant_type": "client_credentials"},
    "/oauth/revoke_token": {"token": "x"},
    "/oauth/introspect": {"token": "x"},
}
OPEN = ["", "127.0.0.0/8", "203.0.113.0/24 127.0.0.1", "127.0.0.1/32 2001:db8::/32"]
CLOSED = ["203.0.113.0/24", "127.0.0.2", "2001:db8::/32", "::1"]


def allow(row: Any, networks: str) -> None:
    row.allowed_networks = networks
    row.save()


def ask_all(app: App, plain: str | None = None) -> list[Any]:
    header = basic(app.owner.client_id, plain or app.plain)
    return [post(path, parameters, header) for path, parameters in ENDPOINTS.items()]


def assert_refused(response: Any) -> None:
    assert response.status_code == 400
    told = response.json()
    assert told["error"] == "unauthorized_client"
    assert "address" in told["error_description"]


@pytest.mark.parametrize("networks", OPEN)
def test_an_address_in_one_of_the_networks_is_let_in(robot: App, account: Account, networks: str) -> None:
    allow(account, networks)
    allow(robot.owner, networks)
    assert {response.status_code for response in ask_all(robot)} == {200}


@pytest.mark.parametrize("networks", CLOSED)
@pytest.mark.parametrize("whose", ["account", "consumer"])
def test_another_address_is_refused_at_every_endpoint(robot: App, account: Account, networks: str, whose: str) -> None:
    allow(account if whose == "account" else robot.owner, networks)
    for response in ask_all(robot):
        assert_refused(response)
    assert not AccessToken.objects.exists()


def test_both_lists_must_allow_it(robot: App, account: Account) -> None:
    allow(account, "127.0.0.0/8")
    allow(robot.owner, "203.0.113.0/24")
    assert_refused(token(robot))


def test_without_the_right_secret_nothing_is_told_of_addresses(robot: App, account: Account) -> None:
    allow(account, "203.0.113.0/24")
    for response in ask_all(robot, plain="cnxcs_wrong"):
        assert (response.status_code, response.json()) == (401, {"error": "invalid_client"})


def test_codes_and_refresh_tokens_are_asked_the_same_and_are_not_used_up(
    app: App, bruno: User, account: Account
) -> None:
    issued = tokens(app, bruno)
    client = browser(bruno)
    plain = answer(ask(client, app))["code"]
    allow(account, "203.0.113.0/24")
    assert_refused(redeem(app, plain))
    assert_refused(refresh(app, issued["refresh_token"]))
    allow(account, "")
    assert redeem(app, plain).status_code == 200
    assert refresh(app, issued["refresh_token"]).status_code == 200


def test_the_users_browser_may_be_anywhere(app: App, bruno: User, account: Account) -> None:
    allow(account, "203.0.113.0/24")
    client = browser(bruno)
    assert "code" in answer(decide(client, ask(client, app)))
