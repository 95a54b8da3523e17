"""The authorization code grant with PKCE by S256 only (RFC 7636) and codes of our own form."""

from __future__ import annotations

import re
from typing import Any

from oauthlib.common import Request
from oauthlib.oauth2.rfc6749 import errors
from oauthlib.oauth2.rfc6749.grant_types import authorization_code

from apps.common.tokens import Prefix, new_token
from apps.connections.models import AuthorizationCode
from apps.oauth.answers import answer_url
from apps.oauth.dpop import check_announced_key, check_possession
from apps.oauth.interaction import check_interaction
from apps.oauth.openid import check_sign_in
from apps.oauth.pushed import check_pushed
from apps.oauth.request import OAuthRequest

CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


def check_response(request: Request) -> dict[str, Any]:
    """Only a code, only in the query. Raises UnsupportedResponseTypeError, InvalidRequestError."""
    if request.response_type not in (None, "code"):
        raise errors.UnsupportedResponseTypeError(request=request)
    if request.response_mode not in (None, "query"):
        raise errors.InvalidRequestError("The response_mode must be query.", request=request)
    return {}


def check_challenge(request: Request) -> dict[str, Any]:
    """Raises InvalidRequestError when a challenge cannot be one of S256 (RFC 7636 section 4.2)."""
    if request.code_challenge is not None and not CHALLENGE.fullmatch(request.code_challenge):
        raise errors.InvalidRequestError("The code_challenge must be 43 characters of base64url.", request=request)
    return {}


def fits(code: AuthorizationCode, request: OAuthRequest) -> bool:
    """The same callback as asked (RFC 6749 section 4.1.3), and no verifier without a challenge (RFC 9700 2.1.1)."""
    if request.code_verifier is not None and not code.code_challenge:
        return False
    if code.redirect_uri:
        return bool(request.redirect_uri == code.redirect_uri)
    return request.redirect_uri is None or request.client.redirect_uri_allowed(request.redirect_uri)


class AuthorizationCodeGrant(authorization_code.AuthorizationCodeGrant):
    _code_challenge_methods = {"S256": authorization_code.code_challenge_method_s256}

    def __init__(self, request_validator: Any) -> None:
        checks = [
            check_response, check_challenge, check_interaction, check_sign_in, check_pushed, check_announced_key,
        ]  # fmt: skip
        super().__init__(request_validator, pre_auth=checks, post_token=[check_possession])

    def create_authorization_code(self, request: Request) -> dict[str, str]:
        grant: dict[str, str] = super().create_authorization_code(request)
        return grant | {"code": new_token(Prefix.AUTHORIZATION_CODE)}

    def validate_code_challenge(self, challenge: str, challenge_method: str, verifier: str) -> bool:
        if not VERIFIER.fullmatch(verifier):
            return False
        return bool(super().validate_code_challenge(challenge, challenge_method, verifier))

    def prepare_authorization_response(
        self, request: Request, token: dict[str, str], headers: dict[str, str], body: str | None, status: int | None
    ) -> tuple[dict[str, str], str | None, int | None]:
        headers["Location"] = answer_url(str(request.redirect_uri), token.items())
        return headers, body, status
