"""httpx-oauth against `make demo`: it asks users, redeems, refreshes and revokes.

Of its own it discovers OpenID providers, and reads who signed in. It has no client credentials and no introspection,
and its plain client is told the addresses; there its user speaks httpx.
"""

from __future__ import annotations

import asyncio
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from httpx_oauth.clients.openid import OpenID
from httpx_oauth.oauth2 import BaseOAuth2

from tests.flows.demo import Demo

pytestmark = pytest.mark.interop
VERIFIER = "httpx-oauth-leaves-the-verifier-to-its-own-user"
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).decode().rstrip("=")


@pytest.fixture
def metadata(demo_server: Demo) -> Any:
    return httpx.get(f"{demo_server.url}/.well-known/oauth-authorization-server").json()


def is_active(metadata: Any, auth: tuple[str, str], token: str) -> bool:
    answer = httpx.post(metadata["introspection_endpoint"], data={"token": token}, auth=auth)
    return bool(answer.json()["active"])


def test_a_program_gets_a_token_for_itself(demo_server: Demo, metadata: Any) -> None:
    auth = (demo_server["CC_CLIENT_ID"], demo_server["CC_CLIENT_SECRET"])
    token = httpx.post(metadata["token_endpoint"], data={"grant_type": "client_credentials"}, auth=auth).json()
    assert is_active(metadata, auth, token["access_token"])


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_an_app_gets_refreshes_and_revokes_tokens_of_a_user(demo_server: Demo, metadata: Any, method: Any) -> None:
    asyncio.run(walk(demo_server, metadata, method))


async def walk(demo_server: Demo, metadata: Any, method: Any) -> None:
    auth = (demo_server["CODE_CLIENT_ID"], demo_server["CODE_CLIENT_SECRET"])
    callback = demo_server["CODE_REDIRECT_URI"]
    app: BaseOAuth2[Any] = BaseOAuth2(
        *auth, metadata["authorization_endpoint"], metadata["token_endpoint"], metadata["token_endpoint"],
        metadata["revocation_endpoint"], token_endpoint_auth_method=method, revocation_endpoint_auth_method=method,
    )  # fmt: skip
    address = await app.get_authorization_url(
        callback, "a state", ["items:view"], code_challenge=CHALLENGE, code_challenge_method="S256"
    )
    answer = parse_qs(urlsplit(demo_server.allow(address)).query)
    assert (answer["state"], answer["iss"]) == (["a state"], [metadata["issuer"]])
    token = await app.get_access_token(answer["code"][0], callback, VERIFIER)
    assert not token.is_expired()
    renewed = await app.refresh_token(token["refresh_token"])
    assert not is_active(metadata, auth, token["access_token"])
    assert is_active(metadata, auth, renewed["access_token"])
    await app.revoke_token(renewed["refresh_token"], "refresh_token")
    assert not is_active(metadata, auth, renewed["access_token"])


def test_a_person_signs_in_to_an_app_with_the_portal(demo_server: Demo, more_consumers: dict[str, str]) -> None:
    app = OpenID(
        more_consumers["SIGN_IN_CLIENT_ID"], more_consumers["SIGN_IN_CLIENT_SECRET"],
        f"{demo_server.url}/.well-known/openid-configuration", base_scopes=["openid", "email"],
    )  # fmt: skip
    asyncio.run(sign_in(demo_server, app))


async def sign_in(demo_server: Demo, app: OpenID) -> None:
    callback = demo_server["CODE_REDIRECT_URI"]
    address = await app.get_authorization_url(
        callback, "a state", code_challenge=CHALLENGE, code_challenge_method="S256"
    )
    answer = parse_qs(urlsplit(demo_server.allow(address)).query)
    token = await app.get_access_token(answer["code"][0], callback, VERIFIER)
    assert (await app.get_id_email(token["access_token"]))[1] == demo_server["USER_EMAIL"]
    renewed = await app.refresh_token(token["refresh_token"])
    await app.revoke_token(renewed["access_token"], "access_token")
