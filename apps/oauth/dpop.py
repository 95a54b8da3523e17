"""Proof of possession where tokens are asked for (RFC 9449): at the token endpoint, and before at authorize and PAR."""

from __future__ import annotations

from typing import Any, cast

from oauthlib.common import Request
from oauthlib.oauth2.rfc6749 import errors

from apps.connections.dpop import THUMBPRINT
from apps.connections.services import possession
from apps.oauth.request import OAuthRequest

HEADER = "HTTP_DPOP"


class InvalidDPoPProof(errors.OAuth2Error):
    """RFC 9449 section 5."""

    error = "invalid_dpop_proof"


def proven_key(request: OAuthRequest) -> str:
    """The thumbprint of the key that this request proves, or "" when it proves none. Raises InvalidDPoPProof."""
    proof = request.headers.get(HEADER)
    if proof is None:
        return ""
    try:
        return possession.prove(consumer=request.client, proof=proof, method=request.http_method, url=request.uri)
    except possession.InvalidProof:
        raise InvalidDPoPProof("The DPoP proof is not valid.", request=request) from None


def check_possession(token_request: Request) -> None:
    """For oauthlib, after everything else about a token request: leaves the proven key on it, as `jkt`.

    That it is the right key is checked where the code or refresh token is claimed. Raises InvalidDPoPProof.
    """
    request = cast(OAuthRequest, token_request)
    request.jkt = proven_key(request)
    if not request.jkt and (request.client.requires_dpop or _is_bound(request)):
        raise InvalidDPoPProof("A DPoP proof is required.", request=request)


def _is_bound(request: OAuthRequest) -> bool:
    """Whether what is exchanged was issued to a key."""
    if request.grant_type == "authorization_code":
        return bool(request.authorization_code.jkt)
    return request.grant_type == "refresh_token" and bool(request.refresh_token_instance.jkt)


def check_announced_key(request: Request) -> dict[str, Any]:
    """For oauthlib: the key that the code shall be bound to (section 10). Raises InvalidRequestError."""
    announced = announced_key(request)
    if announced and not THUMBPRINT.fullmatch(announced):
        raise errors.InvalidRequestError("The dpop_jkt must be a SHA-256 thumbprint in base64url.", request=request)
    return {}


def announced_key(request: Request) -> str:
    return getattr(request, "dpop_jkt", None) or ""
