"""What users agreed to."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.audit.actors import Actor
from apps.audit.record import diff, record
from apps.connections import mails
from apps.connections.models import Authorization, Consumer
from apps.connections.services.tokens import revoke_tokens_of_authorizations


@transaction.atomic
def grant_authorization(
    *, consumer: Consumer, user: User, scopes: Iterable[str], by: Actor, asked: Iterable[str] | None = None
) -> Authorization:
    """Remember that `user` agreed that `consumer` may use `scopes`.

    `asked` is what the user was asked about: what was agreed before and not asked about now stays. Without it
    everything agreed before is replaced. Of what was revoked nothing comes back: neither what was agreed then, nor a
    token. Raises OtherAccount when the two are not of one account.
    """
    if user.account_id != consumer.account_id:
        raise OtherAccount
    authorization = _locked_or_new(consumer, user)
    before = _forget_what_was_revoked(authorization)
    kept = set(before) - set(asked) if asked is not None else set()
    authorization.scope = " ".join(sorted(kept | set(scopes)))
    authorization.granted_at = timezone.now()
    authorization.save()
    changes = diff({"permissions": before}, {"permissions": authorization.scope.split()})
    record(
        "api_connections.authorization_granted",
        account=consumer.account,
        actor=by,
        target=authorization,
        changes=changes,
    )
    added = authorization.scopes.difference(before)
    mails.tell_of_grant(consumer=consumer, user=user, added=added, is_first=not before, address=by.address)
    return authorization


class OtherAccount(Exception):
    """A user can only authorize consumers of their own account."""


def _forget_what_was_revoked(authorization: Authorization) -> list[str]:
    """Make it one that is in use. Returns what is agreed until now."""
    if authorization.is_live:
        return authorization.scope.split()
    revoke_tokens_of_authorizations([authorization])
    authorization.revoked_at = authorization.revoked_by = authorization.restorable_until = None
    return []


def _locked_or_new(consumer: Consumer, user: User) -> Authorization:
    rows = Authorization.objects.filter(consumer=consumer, user=user)
    # Before the consumer, as everywhere; whoever takes it back or restores it comes before this, or after.
    found = rows.select_for_update(of=("self",), no_key=True).first()
    if found:
        # They are here already, and the record names them.
        found.consumer, found.user = consumer, user
        return found
    # The consumer's row is the lock: two first consents at once must not both insert.
    # No key: whoever issues tokens for the consumer refers to it, and must not wait for this.
    Consumer.objects.select_for_update(no_key=True).get(pk=consumer.pk)
    return rows.first() or Authorization(account=consumer.account, consumer=consumer, user=user)
