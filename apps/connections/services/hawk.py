"""Checking a Hawk signature: which key signed it, is it fresh, was it played before."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, connection
from django.utils import timezone

from apps.common import prepared, walls
from apps.connections import hawk
from apps.connections.models import ApiKey, ApiSecret, HawkNonce
from apps.connections.services.key_pairs import Opened, candidates

NONCE_LIFETIME = timedelta(seconds=2 * hawk.SKEW_SECONDS)
# One that was spent before is left as it is until its time is over.
SPEND = f"""INSERT INTO {HawkNonce._meta.db_table} (api_key_id, nonce, expires_at) VALUES (%s, %s, %s)
ON CONFLICT (api_key_id, nonce) DO UPDATE SET expires_at = excluded.expires_at
WHERE {HawkNonce._meta.db_table}.expires_at <= %s
"""  # noqa: S608 - the model's own table

Payload = Callable[[], tuple[str, bytes]]
"""Content type and raw body."""


class Refused(Exception):
    """The signature does not hold. Why, only the account of the API key `key` may learn; None when it named none."""

    def __init__(self, why: str, key: str | None = None) -> None:
        self.why, self.key = why, key


class Stale(Refused):
    """The signature holds, but its clock is off; `ts` is ours, `tsm` proves to the holder of the key that it is."""

    def __init__(self, ts: int, tsm: str) -> None:
        super().__init__("stale_timestamp")
        self.ts, self.tsm = ts, tsm


@dataclass(frozen=True)
class Verified:
    """A request that was signed just now, with `secret`."""

    secret: ApiSecret
    header: hawk.Header
    target: hawk.Target
    key: str = field(repr=False)

    def server_authorization(self, content_type: str, body: bytes) -> str:
        """The Server-Authorization header that proves who answered, and that the answer is whole."""
        payload_hash = hawk.payload_hash(content_type, body)
        mac = hawk.response_mac(self.key, self.header, self.target, payload_hash)
        return f'{hawk.SCHEME} mac="{mac}", hash="{payload_hash}"'


def verify(*, authorization: str, target: hawk.Target, payload: Payload) -> Verified:
    """Whoever signed the request with this Authorization header; a nonce is spent with it.

    `payload` gives content type and raw body, and is only asked when the header signs them. Raises Refused, Stale.
    """
    try:
        header = hawk.parse(authorization)
    except hawk.Malformed as error:
        raise Refused("malformed") from error
    try:
        secret, key = signer_among(candidates(header.id), header, target)
        check(key, header, payload)
        _spend_nonce(secret.api_key, header)
    except Refused as refused:
        refused.key = header.id
        raise
    return Verified(secret, header, target, key)


def signer_among(tried: Iterable[Opened], header: hawk.Header, target: hawk.Target) -> tuple[ApiSecret, str]:
    """The secret that made the MAC, and its plain text. Raises Refused."""
    found = [
        (secret, key)
        for secret, key in tried
        if hawk.matches(hawk.request_mac(key, header, target), header.mac) and secret
    ]
    if not found or not found[0][0].api_key.account.is_active:
        raise Refused("wrong_mac")
    return found[0]


def check(key: str, header: hawk.Header, payload: Payload) -> None:
    """What the holder of the key can still have done wrong. Raises Refused, Stale."""
    if header.hash and not hawk.matches(hawk.payload_hash(*payload()), header.hash):
        raise Refused("wrong_payload_hash")
    _check_clock(key, int(header.ts))


def _check_clock(key: str, ts: int) -> None:
    now = int(time.time())
    if abs(now - ts) > hawk.SKEW_SECONDS:
        raise Stale(now, hawk.timestamp_mac(key, now))


def _spend_nonce(api_key: ApiKey, header: hawk.Header) -> None:
    """The unique index decides who was first, over all processes. Raises Refused for everybody else."""
    now = timezone.now()
    signed_at = datetime.fromtimestamp(int(header.ts), UTC)
    moments = map(connection.ops.adapt_datetimefield_value, (max(now, signed_at) + NONCE_LIFETIME, now))
    try:
        with walls.refusing_what_hangs_on_nothing():
            is_spent_now = prepared.tell(SPEND, [api_key.pk, header.nonce, *moments]) == 1
    except IntegrityError:
        # The key was deleted just now.
        is_spent_now = False
    if not is_spent_now:
        raise Refused("replayed")
