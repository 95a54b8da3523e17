"""Registering OAuth consumers, changing and deleting them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Account, User
from apps.accounts.permissions import Caller
from apps.accounts.services.plan import require_room
from apps.audit.actors import Actor
from apps.audit.record import Changes, diff, record, record_each
from apps.common.writing import apply, values
from apps.connections.models import Authorization, Consumer
from apps.connections.services import secrets
from apps.connections.services.consumer_secrets import add_secret, end_secrets, lock_consumer
from apps.connections.services.enabling import disable_consumer, enable_consumer
from apps.connections.services.giving import check_giver
from apps.connections.services.secrets import NewSecret

CONSUMER_FIELDS = (
    "name",
    "description",
    "permission_group",
    "authorization_grant_type",
    "client_type",
    "redirect_uris",
    "cannot_send_pkce",
    "authentication_method",
    "public_keys",
    "requires_par",
    "requires_dpop",
    "offers_sign_in",
    "algorithm",
    "post_logout_redirect_uris",
    "is_resource_server",
    "may_manage_connections",
    "allowed_networks",
    "allowed_origins",
    "calls_per_minute",
)
TOO_MANY_CONSUMERS = _(
    "The plan of this account allows %(limit)s OAuth consumers. Delete one first, or ask whoever runs the installation "
    "for more."
)
TOGETHER = 50
"""So many consumers are deleted in one transaction."""


@transaction.atomic
def create_consumer(
    *, account: Account, by: Actor, user: User | None = None, giver: Caller | None = None,
    secret_expires: datetime | None = None, **fields: Any,
) -> NewSecret[Consumer]:  # fmt: skip
    """Register a consumer of `account`, which may do no more than `giver`; `fields` are those of CONSUMER_FIELDS.

    Its secret is good until `secret_expires`; without it, as long as the account's API policy allows.
    Returns the consumer with its plain secret, which can never be read again ("" for one that has none).
    Raises ValidationError, which names the fields.
    """
    require_room(account, "consumers_limit", partial(_number, account), TOO_MANY_CONSUMERS)
    consumer = Consumer(account=account, created_by=user)
    apply(consumer, fields)
    check_giver(giver, consumer)
    expires = secret_expires if consumer.has_secrets else None
    plain = add_secret(consumer, user, expires) if consumer.has_secrets else ""
    changes = diff({}, values(consumer, CONSUMER_FIELDS)) | secrets.expiry_change(expires)
    _record("consumer_created", consumer, by, changes=changes)
    return NewSecret(consumer, plain)


def _number(account: Account, limit: int) -> int:
    return Consumer.objects.of(account).order_by()[:limit].count()


@transaction.atomic
def update_consumer(*, consumer: Consumer, by: Actor, giver: Caller | None = None, **fields: Any) -> Consumer:
    """Change name, description, group, callbacks …; the grant type stays. Raises ValidationError.

    Before and after it may do no more than `giver`: whoever changes where its codes go, or the keys it signs with,
    can be it. One that is to prove itself with a key loses its secrets; one that is to have a secret gets it by
    rotation.
    """
    consumer = lock_consumer(consumer)
    before = values(consumer, CONSUMER_FIELDS)
    check_giver(giver, consumer)
    apply(consumer, fields)
    check_giver(giver, consumer)
    changes = diff(before, values(consumer, CONSUMER_FIELDS))
    if changes:
        _record("consumer_changed", consumer, by, changes=changes)
    if not consumer.has_secrets:
        end_secrets(list(consumer.secrets.live()), consumer, by)
    return consumer


@transaction.atomic
def change_consumer(
    *, consumer: Consumer, by: Actor, giver: Caller | None = None, is_enabled: bool | None = None, **fields: Any
) -> Consumer:
    """`update_consumer`, and in the same transaction enable or disable it where `is_enabled` says otherwise."""
    consumer = update_consumer(consumer=consumer, by=by, giver=giver, **fields)
    if is_enabled is not None and is_enabled != consumer.is_enabled:
        (enable_consumer if is_enabled else disable_consumer)(consumer=consumer, by=by)
    return consumer


def delete_consumer(*, consumer: Consumer, by: Actor) -> None:
    """Delete the consumer with its secrets, tokens and authorizations; a second time changes nothing."""
    delete_consumers(consumers=[consumer], by=by)


def delete_consumers(*, consumers: Sequence[Consumer], by: Actor) -> None:
    """Delete them all, TOGETHER in one transaction; each is recorded, and one that is gone already is no other.

    They are refused from the first moment on, however long the rest takes.
    """
    keys = [consumer.pk for consumer in consumers]
    Consumer.objects.filter(pk__in=keys).update(is_enabled=False, restorable_until=None)
    for start in range(0, len(keys), TOGETHER):
        _delete(keys[start : start + TOGETHER], by)


@transaction.atomic
def _delete(keys: list[int], by: Actor) -> None:
    # Whoever is issuing a token comes before this, or finds nothing any more: authorizations first, as everywhere.
    consents = Authorization.objects.select_for_update().filter(consumer__in=keys)
    list(consents.order_by("pk").values_list("pk", flat=True))
    rows = Consumer.objects.select_for_update(of=("self",)).select_related("account", "permission_group")
    held = list(rows.filter(pk__in=keys).order_by("pk"))
    for account in {consumer.account for consumer in held}:
        targets = [(one, _undone(one)) for one in held if one.account == account]
        record_each("api_connections.consumer_deleted", account=account, actor=by, targets=targets)
    Consumer.objects.filter(pk__in=[consumer.pk for consumer in held]).delete()


def _undone(consumer: Consumer) -> Changes:
    return diff(values(consumer, CONSUMER_FIELDS), dict.fromkeys(CONSUMER_FIELDS))


def _record(action: str, consumer: Consumer, by: Actor, **details: Any) -> None:
    record(f"api_connections.{action}", account=consumer.account, actor=by, target=consumer, **details)
