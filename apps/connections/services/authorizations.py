"""What users agreed to, and taking it back."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.audit.actors import Actor
from apps.audit.record import Changes, diff, record, record_each
from apps.connections.models import Authorization, Consumer
from apps.connections.services.tokens import revoke_tokens_of_authorizations

AT_ONCE = 5000
"""So many keys fit into one statement of either database."""


@transaction.atomic
def grant_authorization(
    *, consumer: Consumer, user: User, scopes: Iterable[str], by: Actor, asked: Iterable[str] | None = None
) -> Authorization:
    """Remember that `user` agreed that `consumer` may use `scopes`.

    `asked` is what the user was asked about: what was agreed before and not asked about now stays. Without it
    everything agreed before is replaced. Raises OtherAccount when the two are not of one account.
    """
    if user.account_id != consumer.account_id:
        raise OtherAccount
    authorization = _locked_or_new(consumer, user)
    before = authorization.scope if authorization.pk and authorization.is_live else ""
    kept = set(before.split()) - set(asked) if asked is not None else set()
    authorization.scope, authorization.revoked_at = " ".join(sorted(kept | set(scopes))), None
    authorization.granted_at = timezone.now()
    authorization.save()
    changes = _changes(before, authorization.scope)
    record(
        "api_connections.authorization_granted",
        account=consumer.account,
        actor=by,
        target=authorization,
        changes=changes,
    )
    return authorization


class OtherAccount(Exception):
    """A user can only authorize consumers of their own account."""


def _locked_or_new(consumer: Consumer, user: User) -> Authorization:
    # The consumer's row is the lock: two first consents at once must not both insert.
    # No key: whoever issues tokens for the consumer refers to it, and must not wait for this.
    Consumer.objects.select_for_update(no_key=True).get(pk=consumer.pk)
    found = Authorization.objects.filter(consumer=consumer, user=user).first()
    return found or Authorization(account=consumer.account, consumer=consumer, user=user)


@transaction.atomic
def revoke_authorizations_of(*, consumer: Consumer, by: Actor) -> int:
    """Take back what every user agreed to for `consumer`. Returns how many there were."""
    return revoke_authorizations(authorizations=Authorization.objects.filter(consumer=consumer).live(), by=by)


@transaction.atomic
def revoke_authorizations(*, authorizations: Iterable[Authorization], by: Actor) -> int:
    """Take back every live one of `authorizations`; their tokens are refused from now on. Returns the number.

    However many tokens there are, and up to AT_ONCE authorizations, it takes as many queries as one.
    """
    keys = sorted(authorization.pk for authorization in authorizations)
    return sum(_revoke(keys[start : start + AT_ONCE], by) for start in range(0, len(keys), AT_ONCE))


def _revoke(keys: list[int], by: Actor) -> int:
    locked = Authorization.objects.select_for_update(of=("self",)).filter(pk__in=keys).live().order_by("pk")
    live = list(locked.select_related("consumer", "user", "account"))
    Authorization.objects.filter(pk__in=[row.pk for row in live]).update(revoked_at=timezone.now())
    revoke_tokens_of_authorizations(live)
    for account in {row.account for row in live}:
        targets = [(row, _changes(row.scope, "")) for row in live if row.account == account]
        record_each("api_connections.authorization_revoked", account=account, actor=by, targets=targets)
    return len(live)


def _changes(before: str, after: str) -> Changes:
    return diff({"permissions": before.split()}, {"permissions": after.split()})
