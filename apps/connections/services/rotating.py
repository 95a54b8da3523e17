"""Exchanging a refresh token for the next pair, once (RFC 6749 section 6, RFC 9700 section 4.14.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from django.db import connection, transaction
from django.utils import timezone

from apps.audit.actors import Actor
from apps.common.failures import stored
from apps.common.prepared import ask, tell
from apps.common.tokens import digest
from apps.connections.models import AccessToken, Authorization, RefreshToken
from apps.connections.services.pairs import (
    ACCESS_TOKEN,
    CLAIM,
    REFRESH_TOKEN,
    Pair,
    Refused,
    check_key,
    issue,
    lock_live,
    rows_of,
)
from apps.connections.services.tokens import END, end_access_tokens, revoke_replayed

RETRY = timedelta(seconds=10)
"""How long a client that lost the answer to its refresh may ask again and get the same one."""
ROTATE = CLAIM.format(table=RefreshToken._meta.db_table, column="rotated") + " AND revoked IS NULL"


class Replayed(Refused):
    """A refresh token that was exchanged before."""


def rotate_refresh_token(
    *, used: RefreshToken, pair: Pair, by: Actor, earlier: Sequence[Pair] = ()
) -> tuple[Pair, AccessToken]:
    """Exchange `used` for `pair`. Asked again within RETRY, the answer is the same: `pair`, or one of `earlier`.

    `earlier` are its successors under older peppers. Raises Refused; Replayed when the successor was used already or
    the time is over: then the family has ended.
    """
    try:
        return _rotate(used, [pair, *earlier])
    except Replayed:
        revoke_replayed(used=used, by=by)
        raise


@transaction.atomic
def _rotate(used: RefreshToken, pairs: list[Pair]) -> tuple[Pair, AccessToken]:
    check_key(used, pairs[0])
    authorization, now = lock_live(used.authorization_id), timezone.now()
    claim = _claim_at_once if connection.vendor == "postgresql" else _claim_in_steps
    issued = claim(used, pairs[0], authorization, now)
    if issued is not None:
        return pairs[0], issued
    used.refresh_from_db(fields=["rotated", "revoked"])
    if used.revoked or not used.rotated:
        raise Refused
    return _issued_before(used.rotated > now - RETRY, {digest(pair.access): pair for pair in pairs})


def _claim_in_steps(used: RefreshToken, pair: Pair, authorization: Authorization, now: datetime) -> AccessToken | None:
    """The pair that follows `used`, unless somebody else has exchanged it."""
    if not tell(ROTATE, {"id": used.pk, "now": stored(now)}):
        return None
    end_access_tokens(used.token_family)
    return issue(pair, authorization, used, used.scope, used.family_expires)


def _claim_at_once(used: RefreshToken, pair: Pair, authorization: Authorization, now: datetime) -> AccessToken | None:
    """The same in one statement."""
    refresh, access = rows_of(pair, authorization, used, used.scope, used.family_expires)
    values = {"id": used.pk, "now": now, "family": used.token_family}
    values |= {f"refresh.{name}": value for name, value in refresh.items()}
    found = ask(_at_once(), values | {f"access.{name}": value for name, value in access.items()})
    return ACCESS_TOKEN.made(found[0][0], access) if found else None


@cache
def _at_once() -> str:
    # What ends sees the family as it was when the statement began, and so never the token that the statement adds.
    return f"""
    WITH claimed AS ({ROTATE} RETURNING id),
    ended AS ({END} AND EXISTS (SELECT FROM claimed)),
    renewed AS ({REFRESH_TOKEN.for_each("claimed", "refresh")})
    {ACCESS_TOKEN.for_each("claimed", "access")}
    """


def _issued_before(is_recent: bool, pairs: dict[str, Pair]) -> tuple[Pair, AccessToken]:
    """The pair, by the digest of its access token, that the exchange was answered with the first time."""
    issued = AccessToken.objects.filter(token_checksum__in=pairs).first()
    if is_recent and issued is not None:
        pair = pairs[issued.token_checksum]
        unused = RefreshToken.objects.filter(token_checksum=digest(pair.refresh), rotated=None, revoked=None)
        if (issued.scope, issued.jkt) == (pair.scope, pair.jkt) and unused.exists():
            return pair, issued
    raise Replayed
