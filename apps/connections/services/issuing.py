"""Issuing codes and tokens, and exchanging a code for tokens; only digests are stored.

Every exchange, also that of a refresh token (`rotating`), first takes the row of the user's Authorization: revoking,
rotating and replaying cannot overlap, and a revocation that was answered beats an exchange that was under way.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from apps.common.failures import stored
from apps.common.inserting import Insert
from apps.common.prepared import tell
from apps.common.tokens import digest
from apps.connections.models import AccessToken, Authorization, AuthorizationCode, Consumer
from apps.connections.services.pairs import CLAIM, Pair, Refused, check_key, issue, lock_live

OWN_TOKEN = Insert(AccessToken, "application_id", "token_checksum", "scope", "created", "expires", "jkt")
REDEEM = CLAIM.format(table=AuthorizationCode._meta.db_table, column="redeemed")


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
    if not tell(REDEEM, {"id": code.pk, "now": stored(now)}):
        raise Refused
    return issue(pair, authorization, code, code.scope, now + pair.family_life)
