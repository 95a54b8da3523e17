"""Issuing codes and tokens, and exchanging one for the next; only digests are stored.

Every exchange first takes the row of the user's Authorization: revoking, rotating and replaying cannot overlap, and a
revocation that was answered beats an exchange that was under way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from apps.audit.actors import Actor
from apps.common.failures import stored
from apps.common.inserting import Insert
from apps.common.prepared import tell
from apps.common.tokens import digest
from apps.connections.models import AccessToken, Authorization, AuthorizationCode, Consumer, RefreshToken
from apps.connections.services.pairs import Pair, Refused, check_key, issue, lock_live
from apps.connections.services.successors import successor, successors
from apps.connections.services.tokens import end_access_tokens, revoke_replayed

__all__ = [
    "Pair", "Refused", "Replayed", "issue_access_token", "issue_code", "redeem_code", "rotate_refresh_token",
    "successor", "successors",
]  # fmt: skip

RETRY = timedelta(seconds=10)
"""How long a client that lost the answer to its refresh may ask again and get the same one."""
OWN_TOKEN = Insert(AccessToken, "application_id", "token_checksum", "scope", "created", "expires", "jkt")
CLAIM = "UPDATE {table} SET {column} = %s WHERE id = %s AND {column} IS NULL AND expires > %s"
REDEEM = CLAIM.format(table=AuthorizationCode._meta.db_table, column="redeemed")
ROTATE = CLAIM.format(table=RefreshToken._meta.db_table, column="rotated") + " AND revoked IS NULL"


class Replayed(Refused):
    """A refresh token that was exchanged before."""


def issue_access_token(*, consumer: Consumer, plain: str, scope: str, life: timedelta, jkt: str = "") -> AccessToken:
    """A token for the consumer itself (RFC 6749 section 4.4), bound to the key `jkt` if any."""
    now = timezone.now()
    return OWN_TOKEN.row(
        application_id=consumer.pk, token_checksum=digest(plain), scope=scope, created=now, expires=now + life,
        jkt=jkt, is_last=True,
    )  # fmt: skip


@transaction.atomic
def issue_code(
    *, authorization: Authorization, plain: str, scope: str, redirect_uri: str, challenge: str, life: timedelta,
    auth_time: datetime | None = None, amr: Iterable[str] = (), nonce: str = "", jkt: str = "",
) -> AuthorizationCode:  # fmt: skip
    """A code for what the user agreed to; `redirect_uri` is "" when the request named none. Raises Refused.

    `auth_time` is when the user last proved who they are, `amr` how (RFC 8176); `nonce` goes into the ID token.
    `jkt` names the key that the code is bound to (RFC 9449 section 10).
    """
    lock_live(authorization.pk)
    code: AuthorizationCode = AuthorizationCode.objects.create(
        authorization=authorization, application_id=authorization.consumer_id, user_id=authorization.user_id,
        code=digest(plain), scope=scope, redirect_uri=redirect_uri, token_family=uuid4(),
        code_challenge=challenge, code_challenge_method="S256" if challenge else "", expires=timezone.now() + life,
        auth_time=auth_time, amr=" ".join(amr), nonce=nonce, jkt=jkt,
    )  # fmt: skip
    return code


@transaction.atomic
def redeem_code(*, code: AuthorizationCode, pair: Pair) -> AccessToken:
    """Exchange `code`, once: of redemptions at the same moment exactly one gets here. Raises Refused."""
    check_key(code, pair)
    authorization, now = lock_live(code.authorization_id), timezone.now()
    if not tell(REDEEM, [stored(now), code.pk, stored(now)]):
        raise Refused
    return issue(pair, authorization, code, code.scope, now + pair.family_life)


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
    if tell(ROTATE, [stored(now), used.pk, stored(now)]):
        end_access_tokens(used.token_family)
        return pairs[0], issue(pairs[0], authorization, used, used.scope, used.family_expires)
    used.refresh_from_db(fields=["rotated", "revoked"])
    if used.revoked or not used.rotated:
        raise Refused
    return _issued_before(used.rotated > now - RETRY, {digest(pair.access): pair for pair in pairs})


def _issued_before(is_recent: bool, pairs: dict[str, Pair]) -> tuple[Pair, AccessToken]:
    """The pair, by the digest of its access token, that the exchange was answered with the first time."""
    issued = AccessToken.objects.filter(token_checksum__in=pairs).first()
    if is_recent and issued is not None:
        pair = pairs[issued.token_checksum]
        unused = RefreshToken.objects.filter(token_checksum=digest(pair.refresh), rotated=None, revoked=None)
        if (issued.scope, issued.jkt) == (pair.scope, pair.jkt) and unused.exists():
            return pair, issued
    raise Replayed
