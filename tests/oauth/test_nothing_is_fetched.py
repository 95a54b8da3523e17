"""Nothing that a client or a user names is ever fetched by the server (R145)."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from apps.accounts.models import Account, User
from apps.connections.models import Consumer
from apps.connections.services import consumers
from tests.factories import TESTER
from tests.oauth.flow import App, ask, basic, browser, decide, post, request_of, token, tokens
from tests.oauth.signing import Key, new_signing_consumer, token_by


class Trap:
    """A server that only notes who comes."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.visits = 0
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}/trap"
        threading.Thread(target=self._wait, daemon=True).start()

    def _wait(self) -> None:
        while True:
            try:
                visitor, _ = self.listener.accept()
            except OSError:
                return
            self.visits += 1
            visitor.close()


@pytest.fixture
def trap() -> Iterator[Trap]:
    made = Trap()
    with closing(made.listener):
        yield made
        assert made.visits == 0


def test_the_trap_notices_a_visit() -> None:
    trap = Trap()
    with closing(trap.listener), socket.create_connection(trap.listener.getsockname()) as visit:
        assert visit.recv(1) == b""
    assert trap.visits == 1


def test_R145_a_request_uri_of_the_apps_own_is_refused_and_not_fetched(app: App, bruno: User, trap: Trap) -> None:
    client = browser(bruno)
    for name in (trap.url, trap.url.upper(), f"urn:ietf:params:oauth:request_uri:{trap.url}", f"\t{trap.url}"):
        for changes in ({}, {"redirect_uri": None, "response_type": None, "code_challenge": None}):
            response = ask(client, app, request_uri=name, **changes)
            assert response.status_code != 200
            assert "code" not in response.headers.get("Location", "").partition("?")[2].split("=")
        pushed = post("/oauth/par", request_of(app, request_uri=name), basic(app.owner.client_id, app.plain))
        assert (pushed.status_code, pushed.json()["error"]) == (400, "invalid_request")


def test_R145_a_key_that_a_signature_names_by_address_is_not_fetched(account: Account, trap: Trap) -> None:
    key, stranger = Key(), Key()
    signer = new_signing_consumer(account, key)
    addresses = {"jku": trap.url, "x5u": trap.url, "jwk": stranger.public, "kid": trap.url, "iss": trap.url}
    assert token_by(stranger.assertion(signer.owner.client_id, header=addresses)).status_code == 401
    assert token_by(key.assertion(signer.owner.client_id, header=addresses)).status_code == 200
    proof = stranger.proof(header={"jku": trap.url, "jwk": {"kty": "RSA", "x5u": trap.url}})
    header = {"DPoP": proof}
    body = {"grant_type": "client_credentials"}
    assert post("/oauth/token", body, header).status_code in (400, 401)


def test_R145_an_address_is_no_set_of_keys(account: Account, trap: Trap) -> None:
    for keys in (trap.url, f'"{trap.url}"', f'{{"jwks_uri": "{trap.url}"}}', f'{{"keys": ["{trap.url}"]}}'):
        with pytest.raises(ValidationError) as refused:
            new_signing_consumer(account, Key(), public_keys=keys)
        assert list(refused.value.error_dict) == ["public_keys"]
    assert not Consumer.objects.exists()


def test_R145_addresses_that_a_consumer_registers_are_not_fetched(app: App, bruno: User, trap: Trap) -> None:
    local: dict[str, Any] = {"client_type": "public", "redirect_uris": trap.url, "post_logout_redirect_uris": trap.url}
    consumers.update_consumer(consumer=app.owner, by=TESTER, offers_sign_in=True, **local)
    app.owner.refresh_from_db()
    client = browser(bruno)
    page = ask(client, app, redirect_uri=trap.url)
    response = decide(client, page)
    assert response.status_code == 302
    assert response["Location"].startswith(trap.url)


def test_R145_other_parameters_that_name_an_address_are_not_fetched(
    app: App, robot: App, bruno: User, trap: Trap
) -> None:
    names = ("jwks_uri", "sector_identifier_uri", "registration", "id_token_hint", "logo_uri", "resource", "claims")
    extra: dict[str, str | None] = dict.fromkeys(names, trap.url)
    ask(browser(bruno), app, **extra)
    post("/oauth/par", request_of(app, **extra), basic(app.owner.client_id, app.plain))
    token(robot, **dict.fromkeys(names, trap.url))
    tokens(app, bruno, logo_uri=trap.url)
