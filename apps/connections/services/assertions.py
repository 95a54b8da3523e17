"""Clients that prove who they are with a private key: private_key_jwt (RFC 7523 section 3, OpenID Connect Core 9).

An assertion is good for five minutes at most, once, and for this server alone.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence

from apps.common import walls
from apps.connections import jose
from apps.connections.clients import CLIENT_ID
from apps.connections.jose import Malformed, Message
from apps.connections.models import Consumer, SpentIdentifier
from apps.connections.public_keys import PublicKey, key_set
from apps.connections.services import identifiers

LIFE_SECONDS, SKEW_SECONDS = 300, 60
TYPES = ("", "jwt", "client-authentication+jwt")
NOBODYS_KEYS = json.dumps(
    {
        "keys": [
            {
                "kty": "EC", "crv": "P-256", "x": "-43o-jGMaBVofgxzRuZu3xtfg77yLsZimCy7ubNwpCc",
                "y": "FZdkVLK4GJ81yJMQ0QHRm6105q3DMJhZvmpVcMuu7p0",
            },
            {
                "kty": "RSA", "e": "AQAB",
                "n": "2_P4C0PoriWwnWaH5wqi3cFQvJ3fzM4jwCVptwGAWkGYO2-bxmxL2o0cwvv2-8KVedkEaOg1ulVesjikWXB-7OVSHFUyK6Ta"
                "8UU0J2irv74GAmKIc24Er531QC0QEbE9eaoqjZol3GJESEg7jj0CuOY0t1xSVJE7feHsNHzFBitxlVoc9lfJnELUY3lea947DtCp"
                "PJ4cpyBA3rVBE69TUjfAoD3DXDXvyqvPoi9L6QEQqqy7qMBbvLrJFjYJ_pB5L29dXS98QM_NTasxLISzMXW_KJZRLxQ5X6Eljl1x"
                "zP5eaIRN_JdUI7BOzJbZyEDXyQO14Lb5WU3VyFy8WycE0w",
            },
            {"kty": "OKP", "crv": "Ed25519", "x": "Bm4iDsRjYJ9FFF-CewbEZaHjNSsFsTAfq7lupxQkPs8"},
        ]
    }
)  # fmt: skip
"""What the assertion of an unknown client is held against, so that it costs what a known one costs."""


def consumer_by_assertion(
    *, assertion: str, client_id: str | None, audiences: Sequence[str], address: str | None
) -> Consumer | None:
    """The usable consumer that signed `assertion` for one of `audiences`, unless it was played before.

    `client_id` is what the request says besides, if anything. Notes the use.
    """
    try:
        message = jose.read(assertion)
        claimed, ends = _client_in(message, client_id), _end_of(message, audiences)
        identifier = message.identifier()
    except Malformed:
        return None
    consumer = _signer(message, claimed)
    if consumer is None or not identifiers.spend(
        consumer=consumer, kind=SpentIdentifier.ASSERTION, identifier=identifier, until=ends + SKEW_SECONDS
    ):
        return None
    consumer.note_use(address)
    return consumer


def claimed_client(assertion: str) -> str | None:
    """Whose `assertion` claims to be, whether it is or not."""
    try:
        return _client_in(jose.read(assertion), None)
    except Malformed:
        return None


def _client_in(message: Message, client_id: str | None) -> str:
    """Who the message says it is from and about, which must be the same. Raises Malformed."""
    issuer, subject = message.claims.get("iss"), message.claims.get("sub")
    if not isinstance(subject, str) or not CLIENT_ID.fullmatch(subject) or issuer != subject:
        raise Malformed
    if client_id not in (None, subject) or str(message.header.get("typ", "")).lower() not in TYPES:
        raise Malformed
    return subject


def _end_of(message: Message, audiences: Sequence[str]) -> float:
    """When the message is over, which is at most LIFE_SECONDS from now. Raises Malformed."""
    now, named = time.time(), message.claims.get("aud")
    # All of them: what names somebody else too could be played here by them.
    for audience in named if isinstance(named, list) and named else [named]:
        if audience not in audiences:
            raise Malformed
    ends, made, starts = message.moment("exp"), message.moment("iat"), message.moment("nbf")
    if ends is None or max(made or now, starts or now) > now + SKEW_SECONDS:
        raise Malformed
    # Some libraries ask for an hour; such a message is over five minutes after it was made.
    ends = min(ends, made + LIFE_SECONDS) if made is not None else ends
    if not now - SKEW_SECONDS < ends <= now + LIFE_SECONDS + SKEW_SECONDS:
        raise Malformed
    return ends


def _signer(message: Message, client_id: str) -> Consumer | None:
    of_keys = Consumer.objects.usable().filter(authentication_method=Consumer.PRIVATE_KEY_JWT)
    consumer = walls.raised_by(of_keys.filter(client_id=client_id), "account_id").first()
    is_signed = any(message.is_signed_by(key) for key in _keys(consumer, message.header.get("kid")))
    return consumer if is_signed else None


def _keys(consumer: Consumer | None, key_id: object) -> list[PublicKey]:
    keys = key_set(consumer.public_keys if consumer else NOBODYS_KEYS)
    return [key for key in keys if key.is_named(key_id)]
