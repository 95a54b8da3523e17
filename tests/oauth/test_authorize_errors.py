from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import Account, User
from apps.connections.services import enabling
from tests.factories import CALLBACK, TESTER, new_code_consumer
from tests.oauth.flow import STATE, App, answer, ask, browser


def assert_page(response: Any) -> None:
    assert response.status_code == 400
    assert "Location" not in response
    assert response["Content-Type"].startswith("text/html")
    assert "Nothing was allowed" in response.content.decode()


@pytest.mark.parametrize("client_id", [None, "", "nobody", "a" * 500, "\x00", "é", "' OR 1=1 --"])
def test_R012_an_unknown_app_gets_a_page_signed_in_or_not(app: App, bruno: User, client_id: str | None) -> None:
    assert_page(ask(browser(bruno), app, client_id=client_id))
    assert_page(ask(Client(), app, client_id=client_id))


@pytest.mark.parametrize(
    "redirect_uri",
    [
        "https://evil.example/", f"{CALLBACK}/", f"{CALLBACK}?x=1", f"{CALLBACK}#x", f" {CALLBACK}", f"{CALLBACK}\t",
        "https://app.example/./callback", "https://app.example:443/callback", "https://APP.example/callback",
        "https://u@app.example/callback", "http://app.example/callback", "//app.example/callback", "/callback",
        "javascript:alert(1)", "https://app.example/callback%2f", "x", "https://app.example/\ncallback",
    ],
)  # fmt: skip
def test_R003_R012_a_callback_that_is_not_the_registered_string_gets_a_page(
    app: App, bruno: User, redirect_uri: str
) -> None:
    assert_page(ask(browser(bruno), app, redirect_uri=redirect_uri))
    assert_page(ask(Client(), app, redirect_uri=redirect_uri))


@pytest.mark.parametrize("redirect_uri", ["http://127.0.0.1:9/callback", "http://localhost/callback"])
def test_R003_a_confidential_app_cannot_be_answered_on_the_users_machine(
    app: App, bruno: User, redirect_uri: str
) -> None:
    assert_page(ask(browser(bruno), app, redirect_uri=redirect_uri))


def test_R012_an_app_with_several_callbacks_must_name_one(account: Account, bruno: User) -> None:
    app = new_code_consumer(account, redirect_uris=f"{CALLBACK} https://app.example/other")
    assert_page(ask(browser(bruno), app, redirect_uri=None))


def test_R012_R018_a_disabled_app_gets_a_page(app: App, bruno: User) -> None:
    enabling.disable_consumer(consumer=app.owner, by=TESTER)
    assert_page(ask(browser(bruno), app))


def test_R005_a_program_without_users_cannot_ask_them(robot: App, bruno: User) -> None:
    assert_page(ask(browser(bruno), robot))


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code token"}, "unsupported_response_type"),
        ({"response_type": "none"}, "unsupported_response_type"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"scope": "nothing"}, "invalid_scope"),
        ({"code_challenge": None}, "invalid_request"),
    ],
)
def test_R007_R033_other_mistakes_are_told_to_the_app(
    app: App, bruno: User, changes: dict[str, Any], error: str
) -> None:
    back = answer(ask(browser(bruno), app, **changes))
    assert back["error"] == error
    assert back["state"] == STATE
    assert back["iss"] == "http://localhost"


def test_R008_R022_but_nobody_is_sent_to_an_app_before_signing_in(app: App) -> None:
    assert ask(Client(), app, scope="nothing")["Location"].startswith("/sign-in/")


@pytest.mark.parametrize(
    "query",
    [
        "client_id=a&client_id=b", "state=1&state=1", "x=%zz", "x=%", "x=%ff", "x=%00", "x=%0a", "x=" + "y" * 21000,
        "&".join(f"p{n}=1" for n in range(101)), "%ed%a0%80=1",
    ],
)  # fmt: skip
def test_R004_R020_what_cannot_be_read_in_one_way_gets_a_page(app: App, bruno: User, query: str) -> None:
    path = f"/oauth/authorize?response_type=code&client_id={app.owner.client_id}&{query}"
    response = browser(bruno).generic("GET", path)
    assert response.status_code in (400, 413)
    assert "Location" not in response


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "HEAD"])
def test_R031_R032_other_methods_do_nothing(app: App, bruno: User, method: str) -> None:
    assert browser(bruno).generic(method, "/oauth/authorize").status_code == 405
