"""Taking back what users agreed to, and for a while taking that back too.

What was revoked is refused by every door from the next call on. Its tokens wait for UNDO_FOR, so that an app that was
revoked by mistake goes on as if nothing had happened; then they are gone. After a security event there is no way back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.audit.actors import Actor, ActorKind
from apps.audit.record import Changes, diff, record_each
from apps.connections.models import Authorization
from apps.connections.models.authorization import AuthorizationQuerySet
from apps.connections.models.consumer import Consumer
from apps.connections.models.restorable import cut_values
from apps.connections.services.tokens import revoke_tokens_of_authorizations

AT_ONCE = 5000
"""So many keys fit into one statement of either database."""
IN_USE = {"revoked_at": None, "revoked_by": None, "restorable_until": None}


@transaction.atomic
def revoke_authorizations_of(*, consumer: Consumer, by: Actor) -> int:
    """Take back what every user agreed to for `consumer`. Returns how many there were."""
    return revoke_authorizations(authorizations=Authorization.objects.filter(consumer=consumer).live(), by=by)


@transaction.atomic
def revoke_authorizations(*, authorizations: Iterable[Authorization], by: Actor, now: datetime | None = None) -> int:
    """Take back every live one of `authorizations`; their tokens are refused from now on. Returns the number.

    All of them can be restored until the same moment, UNDO_FOR after `now`. However many tokens there are, and up to
    AT_ONCE authorizations, it takes as many queries as one.
    """
    now = now or timezone.now()
    values = cut_values(now, revoked_at=now, revoked_by_id=_user_of(by))

    def revoke(keys: list[int]) -> list[Authorization]:
        live = list(_locked(keys).live())
        _update(live, values)
        return live

    return _each(authorizations, revoke, "authorization_revoked", by)


@transaction.atomic
def end_authorizations(*, authorizations: Iterable[Authorization], by: Actor) -> int:
    """Take back for good every one of `authorizations` that is live or could still be restored, with its tokens.

    Returns how many were live; only these are recorded, the others are on the record already.
    """
    values = {"revoked_at": timezone.now(), "revoked_by_id": _user_of(by), "restorable_until": None}

    def end(keys: list[int]) -> list[Authorization]:
        found = list(_locked(keys).live_or_restorable())
        live = [row for row in found if row.is_live]
        revoke_tokens_of_authorizations(found)
        _update(live, values)
        _update([row for row in found if not row.is_live], {"restorable_until": None})
        return live

    return _each(authorizations, end, "authorization_revoked", by)


@transaction.atomic
def restore_authorizations(*, authorizations: Iterable[Authorization], by: Actor) -> int:
    """Give back, with the very tokens, those of `authorizations` that were revoked within UNDO_FOR.

    What a user withdrew for themselves only that user may give back. Returns the number: 0 when it is too late, when
    the user agreed anew meanwhile, or when it was revoked for good.
    """
    key = _user_of(by)
    user = User.objects.filter(pk=key).first() if key else None

    def restore(keys: list[int]) -> list[Authorization]:
        found = list(_locked(keys).filter(user__is_active=True).restorable_by(user))
        _update(found, IN_USE)
        return found

    return _each(authorizations, restore, "authorization_restored", by)


def _each(
    authorizations: Iterable[Authorization], do: Callable[[list[int]], list[Authorization]], event: str, by: Actor
) -> int:
    """Do it to so many at once as fit, and record it of each that it concerned. Returns how many these were."""
    keys = sorted(authorization.pk for authorization in authorizations)
    return sum(_record(do(keys[start : start + AT_ONCE]), event, by) for start in range(0, len(keys), AT_ONCE))


def _locked(keys: list[int]) -> AuthorizationQuerySet:
    """Whoever is issuing from one of these comes before this, or finds it changed; in one order, as everywhere."""
    rows = Authorization.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    return rows.select_related("consumer", "user", "account")


def _update(rows: list[Authorization], values: dict[str, Any]) -> None:
    if rows:
        Authorization.objects.filter(pk__in=[row.pk for row in rows]).update(**values)


def _record(rows: list[Authorization], event: str, by: Actor) -> int:
    for account in {row.account for row in rows}:
        targets = [(row, _changes(row, event)) for row in rows if row.account == account]
        record_each(f"api_connections.{event}", account=account, actor=by, targets=targets)
    return len(rows)


def _changes(row: Authorization, event: str) -> Changes:
    agreed: tuple[list[str], list[str]] = ([], row.scope.split())
    before, after = agreed if event == "authorization_restored" else agreed[::-1]
    return diff({"permissions": before}, {"permissions": after})


def _user_of(by: Actor) -> int | None:
    """Of the person who did it; a program that did it for them counts as nobody's."""
    return int(by.id) if by.kind == ActorKind.USER and by.id else None
