"""Signing in to an app with the portal: OpenID Connect on top of the authorization code grant, and only of that one."""

from __future__ import annotations

from typing import Any

from oauthlib.common import Request
from oauthlib.oauth2.rfc6749 import errors
from oauthlib.openid.connect.core.exceptions import (
    RegistrationNotSupported,
    RequestNotSupported,
    RequestURINotSupported,
)

from apps.connections.services.id_tokens import issue_id_token
from apps.connections.sign_in import OPENID, sign_in_scopes
from apps.oauth.request import OAuthRequest

MAX_NONCE = 255
# What an app could put where only this server would read or fetch it (OpenID Connect Core sections 6 and 7.2.1).
NOT_SUPPORTED = {
    "request": RequestNotSupported,
    "request_uri": RequestURINotSupported,
    "registration": RegistrationNotSupported,
}


def check_sign_in(request: Request) -> dict[str, Any]:
    """For oauthlib, with what the app can be told. Raises RequestNotSupported and its kin, InvalidRequestError."""
    for name, error in NOT_SUPPORTED.items():
        if getattr(request, name, None) is not None:
            raise error(request=request)
    if len(request.nonce or "") > MAX_NONCE:
        raise errors.InvalidRequestError(f"The nonce must have {MAX_NONCE} characters or less.", request=request)
    return {}


def id_token_with(token: dict[str, Any], request: OAuthRequest) -> dict[str, str]:
    """The `id_token` that belongs into the answer with `token`, where signing in was agreed to and is switched on."""
    if OPENID not in token["scope"].split() or OPENID not in sign_in_scopes(request.client):
        return {}
    access_token = token["access_token"]
    if request.grant_type == "refresh_token":
        # Without the nonce, which only said that the first one was new (OpenID Connect Core section 12.2).
        used = request.refresh_token_instance
        return {"id_token": issue_id_token(consumer=request.client, proof=used, access_token=access_token)}
    code = request.authorization_code
    return {
        "id_token": issue_id_token(
            consumer=request.client, proof=code, access_token=access_token, nonce=code.nonce or ""
        )
    }
