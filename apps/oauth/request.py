"""oauthlib's request, as this door knows it."""

from __future__ import annotations

from datetime import datetime

from oauthlib.common import Request

from apps.connections.models import Authorization, AuthorizationCode, Consumer, RefreshToken


class OAuthRequest(Request):
    """For the eyes of the type checker: oauthlib makes the instances, and the validator hangs these on them."""

    client: Consumer
    grant_type: str
    redirect_uri: str
    scopes: list[str]
    prompt: str | None
    max_age: str | None
    login_hint: str | None
    auth_time: datetime | None
    amr: list[str]
    nonce: str | None
    jkt: str
    using_default_redirect_uri: bool
    arrived: datetime
    issued_at_once: str
    authorization: Authorization
    authorization_code: AuthorizationCode
    refresh_token_instance: RefreshToken
