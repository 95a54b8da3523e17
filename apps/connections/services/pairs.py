"""The two tokens of one answer, and the one row that everything issued from a consent hangs on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from apps.common.inserting import Insert
from apps.common.prepared import Prepared
from apps.common.tokens import digest
from apps.connections.models import AccessToken, Authorization, AuthorizationCode, RefreshToken

OWNER = ("authorization_id", "application_id", "user_id", "token_family")
ACCESS_TOKEN = Insert(AccessToken, *OWNER, "token_checksum", "scope", "created", "expires", "jkt")
REFRESH_TOKEN = Insert(
    RefreshToken, *OWNER, "token_checksum", "scope", "created", "expires", "jkt", "family_expires", "auth_time", "amr"
)
CLAIM = "UPDATE {table} SET {column} = %(now)s WHERE id = %(id)s AND {column} IS NULL AND expires > %(now)s"
LOCKED: Prepared[Authorization] = Prepared(
    lambda key: (
        Authorization.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk=key)
        .select_related("user")
        .only("account", "consumer", "user", "scope", "revoked_at", "user__is_active", "user__account")
        .order_by()
    ),
    key=int,
)


class Refused(Exception):
    """What was presented opens nothing, or nothing any more."""


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


def check_key(used: AuthorizationCode | RefreshToken, pair: Pair) -> None:
    """What was issued to a key is of no use to another, and nothing happens to it (RFC 9449 sections 5 and 10)."""
    if used.jkt and used.jkt != pair.jkt:
        raise Refused


def lock_live(authorization_id: int) -> Authorization:
    """The row that everything issued from one consent hangs on, locked. Raises Refused when nothing may be issued."""
    found = LOCKED.first(key=authorization_id)
    if found is None or not found.is_live or not found.user.is_active or found.user.account_id != found.account_id:
        raise Refused
    return found


def issue(
    pair: Pair, authorization: Authorization, used: AuthorizationCode | RefreshToken, scope: str, ends: datetime
) -> AccessToken:
    """The pair that follows `used`; nothing of its family outlives `ends`."""
    refresh, access = rows_of(pair, authorization, used, scope, ends)
    REFRESH_TOKEN.row(**refresh)
    return ACCESS_TOKEN.row(**access)


def rows_of(
    pair: Pair, authorization: Authorization, used: AuthorizationCode | RefreshToken, scope: str, ends: datetime
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the rows of refresh token and access token hold."""
    now = timezone.now()
    owner: dict[str, Any] = {
        "authorization_id": authorization.pk, "application_id": authorization.consumer_id,
        "user_id": authorization.user_id, "token_family": used.token_family, "created": now,
    }  # fmt: skip
    refresh = {
        "token_checksum": digest(pair.refresh), "scope": scope, "expires": min(now + pair.refresh_life, ends),
        "family_expires": ends, "auth_time": used.auth_time, "amr": used.amr, "jkt": pair.refresh_jkt,
    }  # fmt: skip
    access = {
        "token_checksum": digest(pair.access), "scope": pair.scope, "expires": min(now + pair.life, ends),
        "jkt": pair.jkt,
    }  # fmt: skip
    return owner | refresh, owner | access
