"""How a client says who it is: HTTP Basic, a secret in the body, or a signed assertion; exactly one of them.

RFC 6749 section 2.3, RFC 7521 section 4.2.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from dataclasses import dataclass, field
from urllib.parse import unquote_plus

from oauthlib.common import Request
from oauthlib.oauth2.rfc6749 import errors

JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass(frozen=True)
class Credentials:
    """`secret` and `assertion` are None when the client sent none; public apps send neither."""

    client_id: str | None
    secret: str | None = field(repr=False)
    assertion: str | None = field(default=None, repr=False)

    @property
    def prove_something(self) -> bool:
        return self.secret is not None or self.assertion is not None


def read(request: Request) -> Credentials:
    """Raises InvalidRequestError for two methods at once, InvalidClientError for what is none of them."""
    header, assertion = request.headers.get("HTTP_AUTHORIZATION"), _assertion(request)
    if sum(way is not None for way in (header, request.client_secret, assertion)) > 1:
        raise errors.InvalidRequestError("Use one way of client authentication, not two.", request=request)
    if header is None:
        return Credentials(request.client_id, request.client_secret, assertion)
    found = _of_basic(header)
    if found is None or request.client_id not in (None, found.client_id):
        raise errors.InvalidClientError(request=request)
    return found


def _assertion(request: Request) -> str | None:
    """Raises InvalidRequestError for half of one, InvalidClientError for one of another type."""
    sent: str | None = getattr(request, "client_assertion", None)
    kind = getattr(request, "client_assertion_type", None)
    if (sent is None) != (kind is None):
        raise errors.InvalidRequestError("An assertion goes with its type, and a type with an assertion.")
    if kind not in (None, JWT_BEARER):
        raise errors.InvalidClientError(request=request)
    return sent


def _of_basic(header: str) -> Credentials | None:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client_id, _, secret = b64decode(encoded.strip(), validate=True).decode().partition(":")
        return Credentials(unquote_plus(client_id, errors="strict"), unquote_plus(secret, errors="strict"))
    except (binascii.Error, ValueError):
        return None
