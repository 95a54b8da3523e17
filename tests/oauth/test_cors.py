"""Which web pages may read an answer of the door: those of the origins that a consumer names, never with cookies."""

from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import Account, User
from apps.connections.services import enabling
from tests.factories import CALLBACK, TESTER, new_code_consumer
from tests.oauth.flow import App, ask, basic, browser, code, post, redeem, request_of, token

ORIGIN = "https://app.example"
OPEN = ["/oauth/token", "/oauth/revoke_token"]
SHUT = ["/oauth/authorize", "/oauth/introspect", "/oauth/par", "/sign-in/"]
STRANGERS = [
    "https://evil.example",
    "https://app.example.evil.example", "http://app.example", "https://app.example:8443", "null",
    "https://app", "app.example", "https://APP.example", "*", "https://app.example/", "",
]  # fmt: skip


@pytest.fixture
def page_app(account: Account) -> App:
    """A public app that runs in a browser."""
    return new_code_consumer(
        account, client_type="public", redirect_uris=CALLBACK, allowed_origins=f"https://other.example {ORIGIN}"
    )


def preflight(path: str, origin: str) -> Any:
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "dpop"}
    return Client().options(path, headers=headers)


def opened(response: Any) -> dict[str, str]:
    return {name: value for name, value in response.items() if name.startswith("Access-Control-")}


@pytest.mark.parametrize("path", OPEN)
def test_R031_a_page_of_a_registered_origin_may_ask_without_credentials(page_app: App, path: str) -> None:
    allowed = preflight(path, ORIGIN)
    assert allowed.status_code == 204
    assert allowed["Access-Control-Allow-Origin"] == ORIGIN
    assert allowed["Access-Control-Allow-Methods"] == "POST"
    assert "DPoP" in allowed["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in allowed
    assert "Origin" in allowed["Vary"]


@pytest.mark.parametrize("path", OPEN)
@pytest.mark.parametrize("origin", STRANGERS)
def test_R031_a_page_of_any_other_origin_may_not(page_app: App, path: str, origin: str) -> None:
    refused = preflight(path, origin)
    assert refused.status_code == 405
    assert opened(refused) == {}


@pytest.mark.parametrize("path", SHUT)
def test_R031_nothing_else_is_open_to_pages(page_app: App, path: str) -> None:
    assert opened(preflight(path, ORIGIN)) == {}


def test_R031_nor_is_the_authorization_endpoint_readable(page_app: App, bruno: User) -> None:
    for client in (Client(), browser(bruno)):
        for method in ("GET", "POST"):
            response = client.generic(method, "/oauth/authorize", headers={"Origin": ORIGIN})
            assert opened(response) == {}
        asked = client.get("/oauth/authorize", request_of(page_app), headers={"Origin": ORIGIN})
        assert opened(asked) == {}


def test_R031_the_page_of_the_app_reads_its_answer(page_app: App, bruno: User) -> None:
    asked = {"client_id": page_app.owner.client_id, "grant_type": "refresh_token", "refresh_token": "x"}
    response = post("/oauth/token", asked, {"Origin": ORIGIN})
    assert response.status_code == 400
    assert response["Access-Control-Allow-Origin"] == ORIGIN
    assert "Access-Control-Allow-Credentials" not in response
    assert "Origin" in response["Vary"]


def test_R031_the_page_of_another_app_does_not(page_app: App, app: App, bruno: User) -> None:
    header = basic(app.owner.client_id, app.plain) | {"Origin": ORIGIN}
    assert opened(post("/oauth/revoke_token", {"token": "x"}, header)) == {}


def test_R031_a_page_is_told_when_it_has_not_proved_whose_it_is(page_app: App) -> None:
    asked = {"grant_type": "refresh_token", "client_id": "nobody", "refresh_token": "x"}
    told = post("/oauth/token", asked, {"Origin": ORIGIN, "Cookie": "session=x"})
    assert told["Access-Control-Allow-Origin"] == ORIGIN
    assert told.json()["error"] == "invalid_client"


def test_R031_a_disabled_app_opens_nothing(page_app: App) -> None:
    enabling.disable_consumer(consumer=page_app.owner, by=TESTER)
    assert preflight("/oauth/token", ORIGIN).status_code == 405


def test_R031_a_whole_flow_from_a_page(page_app: App, bruno: User) -> None:
    plain = code(page_app, bruno)
    assert ask(browser(bruno), page_app).status_code == 200
    asked = {
        "grant_type": "authorization_code", "code": plain, "redirect_uri": CALLBACK,
        "client_id": page_app.owner.client_id, "code_verifier": "a-verifier-of-at-least-43-characters.as~it_must-be",
    }  # fmt: skip
    response = post("/oauth/token", asked, {"Origin": ORIGIN})
    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == ORIGIN
    assert response["Cache-Control"] == "no-store"


def test_without_an_origin_nothing_is_said_of_it(robot: App, app: App, bruno: User) -> None:
    assert opened(token(robot)) == {}
    assert opened(redeem(app, code(app, bruno))) == {}
