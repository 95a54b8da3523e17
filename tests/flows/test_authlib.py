"""Authlib against `make demo`: every operation is the library's own; the metadata it checks once it was fetched."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc6749 import OAuth2Token
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata, get_well_known_url
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import Account, User
from tests.factories import CALLBACK, PASSWORD, new_code_consumer
from tests.flows.demo import Demo
from tests.flows.person import Person

pytestmark = [pytest.mark.interop, pytest.mark.usefixtures("plain_http")]
METHODS = ["client_secret_basic", "client_secret_post"]
VERIFIER = "authlib-brings-a-verifier-of-43-characters-or-more"


@pytest.fixture
def metadata(demo_server: Demo) -> Any:
    found = requests.get(get_well_known_url(demo_server.url, external=True)).json()
    return AuthorizationServerMetadata(found)


def is_active(metadata: Any, session: OAuth2Session, token: str) -> bool:
    return bool(session.introspect_token(metadata["introspection_endpoint"], token=token).json()["active"])


def test_the_metadata_is_what_authlib_expects_but_for_https(metadata: Any, demo_server: Demo) -> None:
    assert metadata["issuer"] == demo_server.url
    AuthorizationServerMetadata(without_http(dict(metadata))).validate()


def without_http(content: Any) -> Any:
    """The same server, as it would be behind a proxy that speaks HTTPS."""
    if isinstance(content, dict):
        return {name: without_http(value) for name, value in content.items()}
    return content.replace("http://", "https://") if isinstance(content, str) else content


@pytest.mark.parametrize("method", METHODS)
def test_an_app_gets_refreshes_and_revokes_tokens_of_a_user(demo_server: Demo, metadata: Any, method: str) -> None:
    app = OAuth2Session(
        demo_server["CODE_CLIENT_ID"], demo_server["CODE_CLIENT_SECRET"],
        redirect_uri=demo_server["CODE_REDIRECT_URI"], scope="items:view items:edit",
        token_endpoint_auth_method=method, revocation_endpoint_auth_method=method, code_challenge_method="S256",
    )  # fmt: skip
    address, state = app.create_authorization_url(metadata["authorization_endpoint"], code_verifier=VERIFIER)
    answer = demo_server.allow(address)
    assert parse_qs(urlsplit(answer).query)["iss"] == [metadata["issuer"]]
    token: OAuth2Token = app.fetch_token(
        metadata["token_endpoint"], authorization_response=answer, state=state, code_verifier=VERIFIER
    )
    assert (token["token_type"], token["expires_in"], token["scope"]) == ("Bearer", 7200, "items:edit items:view")
    renewed = app.refresh_token(metadata["token_endpoint"], refresh_token=token["refresh_token"])
    assert app.get(f"{demo_server.url}/api/me").json()["success"] is True
    assert is_active(metadata, app, renewed["access_token"])
    assert not is_active(metadata, app, token["access_token"])
    app.revoke_token(metadata["revocation_endpoint"], token=renewed["refresh_token"])
    assert not is_active(metadata, app, renewed["access_token"])


@pytest.mark.parametrize("method", METHODS)
def test_a_program_gets_a_token_for_itself(demo_server: Demo, metadata: Any, method: str) -> None:
    key, secret = demo_server["CC_CLIENT_ID"], demo_server["CC_CLIENT_SECRET"]
    program = OAuth2Session(key, secret, token_endpoint_auth_method=method)
    token: OAuth2Token = program.fetch_token(metadata["token_endpoint"], grant_type="client_credentials")
    assert (token["token_type"], token["expires_in"], token["scope"]) == ("Bearer", 7200, "api")
    assert "refresh_token" not in token
    assert is_active(metadata, program, token["access_token"])


def test_a_public_app_gets_tokens_without_a_secret(live_server: LiveServer, account: Account, bruno: User) -> None:
    made = new_code_consumer(account, client_type="public")
    app = OAuth2Session(
        made.owner.client_id, redirect_uri=CALLBACK, token_endpoint_auth_method="none", code_challenge_method="S256"
    )
    address, state = app.create_authorization_url(f"{live_server.url}/oauth/authorize", code_verifier=VERIFIER)
    answer = Person(bruno.email, PASSWORD).allow(address)
    address = f"{live_server.url}/oauth/token"
    token = app.fetch_token(address, authorization_response=answer, state=state, code_verifier=VERIFIER)
    assert app.refresh_token(address, refresh_token=token["refresh_token"])["access_token"] != token["access_token"]
