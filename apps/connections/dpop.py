"""Proofs of possession (DPoP, RFC 9449): reading one, and what it proves. Whether it was played before: services.

Only functions of their arguments and the clock.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import quote, unquote_to_bytes, urlsplit

from django.core.exceptions import ValidationError
from jwcrypto.common import base64url_encode

from apps.connections import jose
from apps.connections.jose import Malformed, Message
from apps.connections.public_keys import ALGORITHMS, public_key

SKEW_SECONDS = 60
TYPE = "dpop+jwt"
CHALLENGE = f'DPoP algs="{" ".join(ALGORITHMS)}"'
THUMBPRINT = re.compile(r"[\w-]{43}", re.ASCII)
PORTS = {"http": 80, "https": 443}
ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")
UNRESERVED = re.compile(rb"[A-Za-z0-9._~-]")


@dataclass(frozen=True)
class Proof:
    """`thumbprint` names the key (RFC 7638), `identifier` this one proof; `made` is in seconds since 1970."""

    thumbprint: str
    identifier: str
    made: float


def read(text: str, *, method: str, url: str, token: str = "") -> Proof:
    """What `text` proves for a request of `method` to `url`, made with `token` if any (section 4.3). Raises Malformed.

    Of `url` the query does not count.
    """
    message = jose.read(text)
    thumbprint = _signer(message)
    claims, made = message.claims, message.moment("iat")
    if made is None or abs(time.time() - made) > SKEW_SECONDS:
        raise Malformed
    if claims.get("htm") != method or normal(claims.get("htu")) != normal(url):
        raise Malformed
    if token and claims.get("ath") != _digest(token):
        raise Malformed
    return Proof(thumbprint, message.identifier(), made)


def _signer(message: Message) -> str:
    """The thumbprint of the key that the message holds and is signed by. Raises Malformed."""
    if message.header.get("typ") != TYPE:
        raise Malformed
    try:
        key = public_key(message.header.get("jwk"))
    except ValidationError as error:
        raise Malformed from error
    if not message.is_signed_by(key):
        raise Malformed
    return key.thumbprint


def _digest(token: str) -> str:
    return str(base64url_encode(sha256(token.encode()).digest()))


def normal(url: object) -> str:
    """`url` without query and fragment, as it is compared (RFC 3986 sections 6.2.2 and 6.2.3). Raises Malformed."""
    if not isinstance(url, str):
        raise Malformed
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Malformed from error
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower()
    place = host if port in (None, PORTS.get(scheme)) else f"{host}:{port}"
    return f"{scheme}://{place}{_normal_path(parts.path) or '/'}"


def _normal_path(path: str) -> str:
    # Everything that is not encoded yet and must be, as most clients do it.
    return ENCODED.sub(_normal_octet, quote(path, safe="/%!$&'()*+,;=:@~-._"))


def _normal_octet(found: re.Match[str]) -> str:
    octet = unquote_to_bytes(found[0])
    return octet.decode() if UNRESERVED.fullmatch(octet) else found[0].upper()
