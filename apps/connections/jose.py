"""Signed messages of clients (JWS, RFC 7515), read strictly: compact, 8 kB at most, four algorithms, no URL followed.

Which key must have signed a message is for whoever reads it; nothing in a message says so.
"""

from __future__ import annotations

import binascii
import json
import re
from dataclasses import dataclass, field
from typing import Any, NoReturn

from jwcrypto.common import JWException, base64url_decode
from jwcrypto.jws import JWS

from apps.connections.public_keys import ALGORITHMS, PublicKey

MAX_LENGTH, MAX_IDENTIFIER, FAR_AWAY = 8192, 512, 10**12
COMPACT = re.compile(r"([\w-]+)\.([\w-]+)\.([\w-]+)", re.ASCII)
# Extensions that would change what is signed, or what the signature means.
NOT_UNDERSTOOD = ("crit", "b64", "zip")


class Malformed(ValueError):
    """Not a signed message of the kind that is expected here."""


@dataclass(frozen=True)
class Message:
    """What `text` says, whoever signed it."""

    text: str = field(repr=False)
    header: dict[str, Any]
    claims: dict[str, Any]

    def is_signed_by(self, key: PublicKey) -> bool:
        signed, algorithm = JWS(), self.header["alg"]
        if not key.makes(algorithm):
            return False
        signed.allowed_algs = [algorithm]
        try:
            signed.deserialize(self.text, key.jwk)
        except (JWException, ValueError):
            return False
        return True

    def identifier(self) -> str:
        """The `jti`. Raises Malformed."""
        found = self.claims.get("jti")
        if not isinstance(found, str) or not 0 < len(found) <= MAX_IDENTIFIER:
            raise Malformed
        return found

    def moment(self, name: str) -> float | None:
        """The claim `name` as seconds since 1970, or None when there is none. Raises Malformed."""
        found = self.claims.get(name)
        if found is None:
            return None
        if not isinstance(found, int | float) or isinstance(found, bool) or not abs(found) < FAR_AWAY:
            raise Malformed
        return float(found)


def read(text: str) -> Message:
    """Header and claims of `text`. Raises Malformed."""
    parts = COMPACT.fullmatch(text) if len(text) <= MAX_LENGTH else None
    if parts is None:
        raise Malformed
    header, claims = _object(parts[1]), _object(parts[2])
    if header.get("alg") not in ALGORITHMS or any(name in header for name in NOT_UNDERSTOOD):
        raise Malformed
    return Message(text, header, claims)


def _object(encoded: str) -> dict[str, Any]:
    try:
        text = base64url_decode(encoded).decode()
        found = json.loads(text, object_pairs_hook=_without_doubles, parse_constant=_refuse)
        json.dumps(found, ensure_ascii=False).encode()  # half of a surrogate pair is no text
    except (ValueError, OverflowError, RecursionError, binascii.Error) as error:
        raise Malformed from error
    if not isinstance(found, dict):
        raise Malformed
    return found


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("a name is given twice")
    return dict(pairs)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
