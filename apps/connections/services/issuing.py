"""Issuing codes and tokens, and exchanging one for the next; only digests are stored.

Every exchange first takes the row of the user's Authorization: revoking, rotating and replaying cannot overlap, and a
revocation that was answered beats an exchange that was under way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from apps.audit.actors import Actor
from apps.common import keyring
from apps.common.tokens import Prefix, digest, token_of
from apps.connections.models import AccessToken, Authorization, AuthorizationCode, Consumer, RefreshToken
from apps.connections.services.tokens import revoke_replayed

RETRY = timedelta(seconds=10)
"""How long a client that lost the answer to its refresh may ask again and get the same one."""


class Refused(Exception):
    """What was presented opens nothing, or nothing any more."""


class Replayed(Refused):
    """A refresh token that was exchanged before."""


@dataclass(frozen=True)
class Pair:
    """The plain tokens of one answer, which never show in a log or traceback; `scope` is that of the access token.

    `jkt` names the key that the client has proved, which the access token is bound to; "" is none. `refresh_jkt` is
    what the refresh token is bound to: the same key for a public app, which has nothing else to prove who it is.
    """

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    scope: str
    life: timedelta
    refresh_life: timedelta
    family_life: timedelta
    jkt: str = ""
    refresh_jkt: str = ""


def issue_access_token(*, consumer: Consumer, plain: str, scope: str, life: timedelta, jkt: str = "") -> AccessToken:
    """A token for the consumer itself (RFC 6749 section 4.4), bound to the key `jkt` if any."""
    token: AccessToken = AccessToken.objects.create(
        application=consumer, token_checksum=digest(plain), scope=scope, expires=timezone.now() + life, jkt=jkt
    )
    return token


@transaction.atomic
def issue_code(
    *, authorization: Authorization, plain: str, scope: str, redirect_uri: str, challenge: str, life: timedelta,
    auth_time: datetime | None = None, amr: Iterable[str] = (), nonce: str = "", jkt: str = "",
) -> AuthorizationCode:  # fmt: skip
    """A code for what the user agreed to; `redirect_uri` is "" when the request named none. Raises Refused.

    `auth_time` is when the user last proved who they are, `amr` how (RFC 8176); `nonce` goes into the ID token.
    `jkt` names the key that the code is bound to (RFC 9449 section 10).
    """
    _lock_live(authorization.pk)
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
    _check_key(code, pair)
    authorization, now = _lock_live(code.authorization_id), timezone.now()
    unused = AuthorizationCode.objects.filter(pk=code.pk, redeemed=None, expires__gt=now)
    if not unused.update(redeemed=now):
        raise Refused
    return _issue(pair, authorization, code, code.scope, now + pair.family_life)


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
    _check_key(used, pairs[0])
    authorization, now = _lock_live(used.authorization_id), timezone.now()
    unused = RefreshToken.objects.filter(pk=used.pk, rotated=None, revoked=None, expires__gt=now)
    if unused.update(rotated=now):
        AccessToken.objects.filter(token_family=used.token_family).delete()
        return pairs[0], _issue(pairs[0], authorization, used, used.scope, used.family_expires)
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


def successor(prefix: Prefix, used: str) -> str:
    """The token that follows the refresh token `used`: the same each time, and unknown to whoever lacks the pepper."""
    return successors(prefix, used)[0]


def successors(prefix: Prefix, used: str) -> list[str]:
    """The same under every pepper, the writing one first: a pepper may be rotated between an answer and its retry."""
    message = f"successor|{prefix}|{used}".encode()
    return [token_of(prefix, bytes.fromhex(key.mac(message))) for key in keyring.all_keys("pepper")]


def _check_key(used: AuthorizationCode | RefreshToken, pair: Pair) -> None:
    """What was issued to a key is of no use to another, and nothing happens to it (RFC 9449 sections 5 and 10)."""
    if used.jkt and used.jkt != pair.jkt:
        raise Refused


def _lock_live(authorization_id: int) -> Authorization:
    """The row that everything issued from one consent hangs on, locked. Raises Refused when nothing may be issued."""
    rows = Authorization.objects.select_for_update(of=("self",), no_key=True).select_related("user")
    found = rows.filter(pk=authorization_id).first()
    if found is None or not found.is_live or not found.user.is_active or found.user.account_id != found.account_id:
        raise Refused
    return found


def _issue(
    pair: Pair, authorization: Authorization, used: AuthorizationCode | RefreshToken, scope: str, ends: datetime
) -> AccessToken:
    """The pair that follows `used`; nothing of its family outlives `ends`."""
    now = timezone.now()
    owner = {
        "authorization": authorization, "application_id": authorization.consumer_id, "user_id": authorization.user_id,
        "token_family": used.token_family,
    }  # fmt: skip
    RefreshToken.objects.create(
        token_checksum=digest(pair.refresh), scope=scope, expires=min(now + pair.refresh_life, ends),
        family_expires=ends, auth_time=used.auth_time, amr=used.amr, jkt=pair.refresh_jkt, **owner,
    )  # fmt: skip
    access: AccessToken = AccessToken.objects.create(
        token_checksum=digest(pair.access), scope=pair.scope, expires=min(now + pair.life, ends), jkt=pair.jkt, **owner
    )
    return access
