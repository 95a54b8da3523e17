"""How a client says who it is: HTTP Basic or the body, exactly one of them (RFC 6749 section 2.3.1)."""

from __future__ import annotations

import binascii
from base64 import b64decode
from dataclasses import dataclass, field
from urllib.parse import unquote_plus

from oauthlib.common import Request
from oauthlib.oauth2.rfc6749 import errors


@dataclass(frozen=True)
class Credentials:
    """`secret` is None when the client sent none, as public apps do."""

    client_id: str | None
    secret: str | None = field(repr=False)


def read(request: Request) -> Credentials:
    """Raises InvalidRequestError for two methods at once, InvalidClientError for what is no Basic header."""
    header = request.headers.get("Authorization")
    if header is None:
        return Credentials(request.client_id, request.client_secret)
    if request.client_secret is not None:
        raise errors.InvalidRequestError("Use one way of client authentication, not two.", request=request)
    found = _of_basic(header)
    if found is None or request.client_id not in (None, found.client_id):
        raise errors.InvalidClientError(request=request)
    return found


def _of_basic(header: str) -> Credentials | None:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client_id, _, secret = b64decode(encoded.strip(), validate=True).decode().partition(":")
        return Credentials(unquote_plus(client_id, errors="strict"), unquote_plus(secret, errors="strict"))
    except (binascii.Error, ValueError):
        return None
