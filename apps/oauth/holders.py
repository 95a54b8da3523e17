"""Whoever brings an access token to this door, and why they are refused (RFC 6750 section 3, RFC 9449 section 7.1)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from apps.common.addresses import address_in
from apps.connections.callers import is_address_allowed
from apps.connections.dpop import CHALLENGE
from apps.connections.models import AccessToken
from apps.connections.services import possession
from apps.connections.services.failures import token_failed

BEARER = 'Bearer realm="Conexiones"'


class Refused(Exception):
    """`error` is "" when nothing was brought: then the challenge says nothing but how."""

    status, error, description = 401, "", "Send an access token in the Authorization header."
    extra = ""
    retry_after: int | None = None

    @property
    def content(self) -> dict[str, str]:
        return {"error": self.error or "invalid_request", "error_description": self.description}

    @property
    def challenge(self) -> str:
        """Both schemes, the error with each: a client reads the one that it knows."""
        reason = f'error="{self.error}", error_description="{self.description}"{self.extra}' if self.error else ""
        return f"{BEARER}, {reason}, {CHALLENGE}, {reason}" if reason else f"{BEARER}, {CHALLENGE}"


class InvalidToken(Refused):
    error, description = "invalid_token", "The access token is expired, revoked or malformed."


class TooManyFailures(Refused):
    status, error, description = 429, "temporarily_unavailable", "Too many failed attempts. See Retry-After."

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after


class InvalidProof(Refused):
    error, description = "invalid_dpop_proof", "The DPoP proof is not valid, or was used before."


class AddressNotAllowed(Refused):
    status, error, description = 403, "access_denied", "Calls from this address are not allowed."


class InsufficientScope(Refused):
    status, error, description = 403, "insufficient_scope", "The access token was not issued for this."

    def __init__(self, scope: str) -> None:
        self.extra = f', scope="{scope}"'


def token_of(request: HttpRequest) -> AccessToken:
    """The live token in the header, in no other place; its use is noted. Raises Refused."""
    authorization = request.headers.get("Authorization")
    if authorization is None:
        raise Refused
    if "access_token" in request.GET:
        raise InvalidToken
    token, address = _presented(request, authorization), address_in(request.META)
    if not is_address_allowed(address, account=token.application.account, consumer=token.application):
        raise AddressNotAllowed
    token.note_use(address)
    return token


def _presented(request: HttpRequest, authorization: str) -> AccessToken:
    try:
        return possession.presented_token(
            authorization=authorization, proof=request.headers.get("DPoP"),
            method=request.method or "", url=settings.PUBLIC_URL + request.path,
        )  # fmt: skip
    except possession.InvalidToken as invalid:
        seconds = token_failed(token=invalid.token, address=address_in(request.META))
        raise (TooManyFailures(seconds) if seconds else InvalidToken()) from None
    except possession.InvalidProof:
        raise InvalidProof from None
