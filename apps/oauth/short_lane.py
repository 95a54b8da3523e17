"""A short lane for what machines ask all day: client credentials, a refresh, introspection, and nothing out of the way.

oauthlib reads each request into an object of its own and asks everything several times, which costs more than all
queries together. Here the same validator is asked the same questions, once and in the same order. What apps.oauth.wsgi
brings is one of these plain requests or gets None, before anything was looked up, and is answered by the toolkit.
"""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from oauthlib.oauth2.rfc6749 import errors

from apps.connections.callers import EVERYTHING
from apps.oauth.at_once import own_token_at_once
from apps.oauth.dpop import check_possession
from apps.oauth.generators import access_token, refresh_token
from apps.oauth.lives import access_life_seconds
from apps.oauth.request import OAuthRequest
from apps.oauth.validator import Validator

CLIENT = frozenset({"client_id", "client_secret"})
OWN, REFRESH, INTROSPECTION = (
    CLIENT | {"grant_type", "scope"},
    CLIENT | {"grant_type", "refresh_token"},
    CLIENT | {"token"},
)
VALIDATOR = Validator()

Content = dict[str, Any]


class PlainRequest:
    """What oauthlib's request is to the validator: parameters by name, None for what was not sent."""

    http_method = "POST"

    def __init__(self, environ: dict[str, Any], sent: dict[str, str]) -> None:
        self.is_plain = "scope" not in sent
        self.uri, self.headers = settings.PUBLIC_URL + environ["PATH_INFO"], environ
        self.__dict__.update(sent)

    def __getattr__(self, name: str) -> None:
        return None


def token(environ: dict[str, Any], sent: dict[str, str]) -> Content | None:
    """The content of a 200. Raises OAuth2Error (RFC 6749 section 5.2)."""
    request, names, grant_type = _request(environ, sent), sent.keys(), sent.get("grant_type")
    if grant_type == "client_credentials" and names <= OWN:
        return own_token_at_once(request) or _own_token(request)
    if grant_type == "refresh_token" and "refresh_token" in names and names <= REFRESH:
        return _next_tokens(request)
    return None


def introspection(environ: dict[str, Any], sent: dict[str, str]) -> Content | None:
    """The content of a 200. Raises OAuth2Error (RFC 7662 section 2.3)."""
    if "token" not in sent or not sent.keys() <= INTROSPECTION:
        return None
    request = _request(environ, sent)
    _identify(request)
    if not request.client.is_confidential:
        raise errors.InvalidClientError(request=request)
    claims = VALIDATOR.introspect_token(sent["token"], None, request)
    return {"active": False} if claims is None else {"active": True, **claims}


def _request(environ: dict[str, Any], sent: dict[str, str]) -> OAuthRequest:
    return cast(OAuthRequest, PlainRequest(environ, sent))


def _own_token(request: OAuthRequest) -> Content:
    """RFC 6749 section 4.4."""
    if not VALIDATOR.authenticate_client(request):
        raise errors.InvalidClientError(request=request)
    _check_grant_type(request)
    request.scopes = request.scope.strip().split(" ") if request.scope else [EVERYTHING]
    # Nobody is refused "everything that my group grants", however little that is.
    if request.scope and not VALIDATOR.validate_scopes(
        request.client_id or "", request.scopes, request.client, request
    ):
        raise errors.InvalidScopeError(request=request)
    return _issued(request, {})


def _next_tokens(request: OAuthRequest) -> Content:
    """RFC 6749 section 6, for all that was agreed."""
    _identify(request)
    _check_grant_type(request)
    if not VALIDATOR.validate_refresh_token(request.refresh_token or "", request.client, request):
        raise errors.InvalidGrantError(request=request)
    request.scopes = VALIDATOR.get_original_scopes(request.refresh_token or "", request)
    return _issued(request, {"refresh_token": refresh_token(request)})


def _identify(request: OAuthRequest) -> None:
    """Whoever proves something is checked by it; whoever proves nothing must be a public app."""
    if VALIDATOR.client_authentication_required(request):
        is_known = VALIDATOR.authenticate_client(request)
    else:
        is_known = VALIDATOR.authenticate_client_id(request.client_id, request)
    if not is_known:
        raise errors.InvalidClientError(request=request)


def _check_grant_type(request: OAuthRequest) -> None:
    if not VALIDATOR.validate_grant_type(request.client_id or "", request.grant_type, request.client, request):
        raise errors.UnauthorizedClientError(request=request)


def _issued(request: OAuthRequest, more: dict[str, str]) -> Content:
    check_possession(request)
    issued = {
        "access_token": access_token(request), "expires_in": access_life_seconds(request), "token_type": "Bearer",
        "scope": " ".join(request.scopes), **more,
    }  # fmt: skip
    VALIDATOR.save_bearer_token(issued, request)
    return issued
