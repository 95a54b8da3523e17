"""How an app signs a user in with the portal, and checks what it was told, for the tests."""

import json
from datetime import timedelta
from typing import Any

from django.db.models import F
from django.test import Client
from jwcrypto.jwk import JWKSet
from jwcrypto.jwt import JWT

from apps.accounts.models import User
from apps.connections.models import SigningKey
from tests.conftest import sign_in
from tests.oauth.flow import App, answer, ask, decide, redeem


def jwks() -> JWKSet:
    return JWKSet.from_json(Client().get("/.well-known/jwks.json").content.decode())


def claims_in(id_token: str, keys: JWKSet | None = None) -> dict[str, Any]:
    """What an app reads that checks the signature with the published keys."""
    checked = JWT(jwt=id_token, key=keys or jwks(), check_claims={"exp": None, "iat": None})
    claims: dict[str, Any] = json.loads(checked.claims)
    return claims


def header_of(id_token: str) -> dict[str, Any]:
    header: dict[str, Any] = json.loads(JWT(jwt=id_token, key=jwks()).header)
    return header


def signed_in(app: App, user: User, scope: str = "openid", **changes: str | None) -> dict[str, Any]:
    """The token answer, after the user signed in with their password and allowed everything."""
    client = sign_in(user)
    page = ask(client, app, scope=scope, **changes)
    back = answer(decide(client, page) if page.status_code == 200 else page)
    response = redeem(app, back["code"])
    assert response.status_code == 200, response.content
    content: dict[str, Any] = response.json()
    return content


def userinfo(token: str, method: str = "GET") -> Any:
    return Client().generic(method, "/oauth/userinfo", headers={"Authorization": f"Bearer {token}"})


def let_pass(time: timedelta) -> None:
    """As if the keys had been made so much earlier."""
    SigningKey.objects.update(signs_from=F("signs_from") - time, retired_at=F("retired_at") - time)
