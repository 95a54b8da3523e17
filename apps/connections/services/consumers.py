"""Registering OAuth consumers and looking after their secrets."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from apps.accounts import modules
from apps.accounts.granting import beyond_the_giver, check
from apps.accounts.models import Account, User
from apps.accounts.permissions import Caller, may_grant
from apps.audit.actors import Actor
from apps.audit.record import diff, record
from apps.common import keyring
from apps.common.tokens import Prefix, new_token
from apps.common.writing import apply, values
from apps.connections.callers import may_be_lent
from apps.connections.models import Authorization, Consumer, ConsumerSecret
from apps.connections.services import secrets
from apps.connections.services.secrets import NewSecret
from apps.connections.services.tokens import revoke_tokens_of_consumer

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


@transaction.atomic
def create_consumer(
    *, account: Account, by: Actor, user: User | None = None, giver: Caller | None = None, **fields: Any
) -> NewSecret[Consumer]:
    """Register a consumer of `account`, which may do no more than `giver`; `fields` are those of CONSUMER_FIELDS.

    Returns the consumer with its plain secret, which can never be read again ("" for one that has none).
    Raises ValidationError, which names the fields.
    """
    consumer = Consumer(account=account, created_by=user)
    apply(consumer, fields)
    _check(giver, consumer)
    plain = _add_secret(consumer, user) if consumer.has_secrets else ""
    _record("consumer_created", consumer, by, changes=diff({}, values(consumer, CONSUMER_FIELDS)))
    return NewSecret(consumer, plain)


@transaction.atomic
def update_consumer(*, consumer: Consumer, by: Actor, giver: Caller | None = None, **fields: Any) -> Consumer:
    """Change name, description, group, callbacks …; the grant type stays. Raises ValidationError.

    Before and after it may do no more than `giver`: whoever changes where its codes go, or the keys it signs with,
    can be it. One that is to prove itself with a key loses its secrets; one that is to have a secret gets it by
    rotation.
    """
    consumer = _locked(consumer)
    before = values(consumer, CONSUMER_FIELDS)
    _check(giver, consumer)
    apply(consumer, fields)
    _check(giver, consumer)
    changes = diff(before, values(consumer, CONSUMER_FIELDS))
    if changes:
        _record("consumer_changed", consumer, by, changes=changes)
    if not consumer.has_secrets:
        _end(list(consumer.secrets.live()), consumer, by)
    return consumer


@transaction.atomic
def rotate_secret(
    *, consumer: Consumer, overlap: timedelta, by: Actor, user: User | None = None, giver: Caller | None = None
) -> NewSecret[Consumer]:
    """Give `consumer` a new secret; the old one keeps working for `overlap` (0, 24, 72 or 168 h).

    Returns the plain secret, which can never be read again. Raises TooManySecrets when two are live already and
    an overlap is asked for, UnknownOverlap, WithoutSecrets; ValidationError when it may do more than `giver`.
    RFC 6749 section 2.3.1.
    """
    consumer = _locked(consumer)
    _check(giver, consumer)
    if not consumer.has_secrets:
        raise WithoutSecrets
    secrets.make_room(list(consumer.secrets.live()), overlap)
    plain = _add_secret(consumer, user)
    _record("secret_rotated", consumer, by, changes=secrets.overlap_change(overlap))
    return NewSecret(consumer, plain)


class WithoutSecrets(Exception):
    """A public app has no secret, and neither has one that proves who it is with a private key."""


@transaction.atomic
def end_old_secret(*, consumer: Consumer, by: Actor) -> None:
    """Let every secret but the newest stop working now."""
    consumer = _locked(consumer)
    _end(list(consumer.secrets.live())[1:], consumer, by)


def _check(giver: Caller | None, consumer: Consumer) -> None:
    """What it can be lent counts as well: whoever asks as this app is trusted with that. No call needs Reports."""
    check(giver, consumer.permission_group, field="permission_group")
    lent = may_be_lent(consumer) - modules.permissions_of(modules.lent_by_consent(), (modules.REPORTS,))
    if giver is not None and not may_grant(giver, lent):
        raise ValidationError({"may_manage_connections": beyond_the_giver()})


def _end(live: list[ConsumerSecret], consumer: Consumer, by: Actor) -> None:
    for secret in live:
        secrets.end(secret)
        _record("secret_ended", consumer, by, changes={"secret": [secret.masked, None]})


def _add_secret(consumer: Consumer, user: User | None) -> str:
    plain, pepper = new_token(Prefix.CONSUMER_SECRET), keyring.writing_key("pepper")
    ConsumerSecret.objects.create(
        consumer=consumer,
        created_by=user,
        last_four=plain[-4:],
        pepper_version=pepper.version,
        digest=pepper.mac(plain.encode()),
    )
    return plain


@transaction.atomic
def change_consumer(
    *, consumer: Consumer, by: Actor, giver: Caller | None = None, is_enabled: bool | None = None, **fields: Any
) -> Consumer:
    """`update_consumer`, and in the same transaction enable or disable it where `is_enabled` says otherwise."""
    consumer = update_consumer(consumer=consumer, by=by, giver=giver, **fields)
    if is_enabled is not None and is_enabled != consumer.is_enabled:
        (enable_consumer if is_enabled else disable_consumer)(consumer=consumer, by=by)
    return consumer


@transaction.atomic
def disable_consumer(*, consumer: Consumer, by: Actor) -> None:
    """Refuse the consumer from the very next request on; its tokens are gone, its settings stay."""
    _set_enabled(consumer, False)
    revoke_tokens_of_consumer(consumer)
    _record("consumer_disabled", consumer, by)


@transaction.atomic
def enable_consumer(*, consumer: Consumer, by: Actor) -> None:
    """Let the consumer in again, with no tokens: one that was being issued while it was disabled dies here."""
    revoke_tokens_of_consumer(consumer)
    _set_enabled(consumer, True)
    _record("consumer_enabled", consumer, by)


def _set_enabled(consumer: Consumer, is_enabled: bool) -> None:
    consumer.is_enabled = is_enabled
    consumer.save(update_fields=["is_enabled"])


def delete_consumer(*, consumer: Consumer, by: Actor) -> None:
    """Delete the consumer with its secrets, tokens and authorizations; a second time changes nothing.

    It is refused from the first moment on, however long the rest takes.
    """
    before = values(consumer, CONSUMER_FIELDS)
    Consumer.objects.filter(pk=consumer.pk).update(is_enabled=False)
    with transaction.atomic():
        # Whoever is issuing a token comes before this, or finds nothing any more: authorizations first, as everywhere.
        consents = Authorization.objects.select_for_update().filter(consumer=consumer)
        list(consents.order_by("pk").values_list("pk", flat=True))
        if Consumer.objects.select_for_update(of=("self",)).filter(pk=consumer.pk).first():
            _record("consumer_deleted", consumer, by, changes=diff(before, dict.fromkeys(CONSUMER_FIELDS)))
            consumer.delete()


def _locked(consumer: Consumer) -> Consumer:
    return (
        Consumer.objects.select_for_update(of=("self",))
        .select_related("account", "permission_group")
        .get(pk=consumer.pk)
    )


def _record(action: str, consumer: Consumer, by: Actor, **details: Any) -> None:
    record(f"api_connections.{action}", account=consumer.account, actor=by, target=consumer, **details)
