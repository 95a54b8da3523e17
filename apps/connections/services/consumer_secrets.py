"""The secrets of OAuth consumers: made, rotated with an overlap, ended."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from apps.accounts.models import User
from apps.accounts.permissions import Caller
from apps.audit.actors import Actor
from apps.audit.record import record
from apps.common import keyring
from apps.common.tokens import Prefix, new_token
from apps.connections.models import Consumer, ConsumerSecret
from apps.connections.services import secrets
from apps.connections.services.giving import check_giver
from apps.connections.services.secrets import NewSecret


class WithoutSecrets(Exception):
    """A public app has no secret, and neither has one that proves who it is with a private key."""


@transaction.atomic
def rotate_secret(
    *, consumer: Consumer, overlap: timedelta, by: Actor, user: User | None = None, giver: Caller | None = None,
    secret_expires: datetime | None = None,
) -> NewSecret[Consumer]:  # fmt: skip
    """Give `consumer` a new secret, good until `secret_expires`; the old one keeps working for `overlap`.

    `overlap` is 0, 24, 72 or 168 h. Returns the plain secret, which can never be read again. Raises TooManySecrets when
    two are live already and an overlap is asked for, UnknownOverlap, WithoutSecrets; ValidationError when it may do
    more than `giver`, or for a wrong `secret_expires`. RFC 6749 section 2.3.1.
    """
    consumer = lock_consumer(consumer)
    check_giver(giver, consumer)
    if not consumer.has_secrets:
        raise WithoutSecrets
    secrets.make_room(list(consumer.secrets.live()), overlap)
    plain = add_secret(consumer, user, secret_expires)
    changes = secrets.overlap_change(overlap) | secrets.expiry_change(secret_expires)
    record("api_connections.secret_rotated", account=consumer.account, actor=by, target=consumer, changes=changes)
    return NewSecret(consumer, plain)


@transaction.atomic
def end_old_secret(*, consumer: Consumer, by: Actor) -> None:
    """Let every secret but the newest stop working now."""
    consumer = lock_consumer(consumer)
    end_secrets(list(consumer.secrets.live())[1:], consumer, by)


def end_secrets(live: list[ConsumerSecret], consumer: Consumer, by: Actor) -> None:
    """Let `live` stop working now; each is recorded."""
    for secret in live:
        secrets.end(secret)
        changes = {"secret": [secret.masked, None]}
        record("api_connections.secret_ended", account=consumer.account, actor=by, target=consumer, changes=changes)


def add_secret(consumer: Consumer, user: User | None, secret_expires: datetime | None) -> str:
    """Make a secret that `user` asked for and return it in plain. Raises ValidationError for a wrong expiry date."""
    plain, pepper = new_token(Prefix.CONSUMER_SECRET), keyring.writing_key("pepper")
    ConsumerSecret.objects.create(
        consumer=consumer,
        created_by=user,
        last_four=plain[-4:],
        pepper_version=pepper.version,
        digest=pepper.mac(plain.encode()),
        **secrets.expiry_values(consumer.account, secret_expires),
    )
    return plain


def lock_consumer(consumer: Consumer) -> Consumer:
    """`consumer` as it is now, until the transaction ends nobody else's to change.

    No key: whoever issues tokens for it refers to it, and must not wait for this.
    """
    rows = Consumer.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("account", "permission_group").get(pk=consumer.pk)
