"""The account's key pair: made, revealed, rotated with an overlap, ended."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts import modules
from apps.accounts.models import Account, User
from apps.accounts.permissions import Caller, may_grant
from apps.audit.actors import Actor
from apps.audit.record import Changes, record
from apps.common.tokens import Prefix, new_token
from apps.connections.models import ApiKey, ApiSecret
from apps.connections.services import secrets
from apps.connections.services.secrets import NewSecret


@transaction.atomic
def create_api_key(
    *, account: Account, by: Actor, user: User | None = None, giver: Caller | None = None,
    secret_expires: datetime | None = None,
) -> NewSecret[ApiKey]:  # fmt: skip
    """Make the account's key pair, whose secret is good until `secret_expires`.

    Raises ValidationError when there is one, when it may do more than `giver`, or for a wrong `secret_expires`.
    """
    _check(giver, account)
    Account.objects.select_for_update().get(pk=account.pk)
    if ApiKey.objects.of(account).exists():
        raise ValidationError(_("This account has an API key already."))
    api_key = ApiKey.objects.create(account=account)
    plain = _add_secret(api_key, user, secret_expires)
    _record("api_key_created", api_key, by, secrets.expiry_change(secret_expires))
    return NewSecret(api_key, plain)


@transaction.atomic
def reveal_api_secret(*, api_key: ApiKey, by: Actor) -> str:
    """The newest live secret, readable; that it was shown is on the record. Raises ApiSecret.DoesNotExist."""
    secret = api_key.secrets.live().select_related("api_key").first()
    if secret is None:
        raise ApiSecret.DoesNotExist
    _record("api_secret_revealed", api_key, by, {"secret": [None, secret.masked]})
    return secret.open()


@transaction.atomic
def rotate_api_secret(
    *, api_key: ApiKey, overlap: timedelta, by: Actor, user: User | None = None, giver: Caller | None = None,
    secret_expires: datetime | None = None,
) -> NewSecret[ApiKey]:  # fmt: skip
    """Give the key a new secret, good until `secret_expires`; both sign for `overlap`, in hours.

    Raises TooManySecrets, UnknownOverlap; ValidationError when the key may do more than `giver`, or for a wrong
    `secret_expires`.
    """
    api_key = _locked(api_key)
    _check(giver, api_key.account)
    secrets.make_room(list(api_key.secrets.live()), overlap)
    plain = _add_secret(api_key, user, secret_expires)
    changes = secrets.overlap_change(overlap) | secrets.expiry_change(secret_expires)
    _record("api_secret_rotated", api_key, by, changes)
    return NewSecret(api_key, plain)


@transaction.atomic
def end_old_api_secret(*, api_key: ApiKey, by: Actor) -> None:
    """Let every secret but the newest stop working now."""
    api_key = _locked(api_key)
    for secret in list(api_key.secrets.live())[1:]:
        secrets.end(secret)
        _record("api_secret_ended", api_key, by, {"secret": [secret.masked, None]})


@transaction.atomic
def delete_api_key(*, api_key: ApiKey, by: Actor) -> None:
    """Take the key pair away; nothing signed with it is accepted any more."""
    # Whoever is spending a nonce comes before this, or finds no key any more.
    api_key = _locked(api_key)
    _record("api_key_deleted", api_key, by)
    api_key.delete()


def _check(giver: Caller | None, account: Account) -> None:
    """The key may do everything in the modules that are switched on."""
    enabled = [module for module in modules.data() if module.name in account.enabled_modules]
    if giver is not None and not may_grant(giver, modules.permissions_of(enabled)):
        raise ValidationError(_("This goes beyond what you may do yourself, so you cannot give or change it."))


def _add_secret(api_key: ApiKey, user: User | None, secret_expires: datetime | None) -> str:
    plain = new_token(Prefix.API_SECRET)
    expiry = secrets.expiry_values(api_key.account, secret_expires)
    secret = ApiSecret(api_key=api_key, created_by=user, **expiry)
    secret.seal(plain)
    secret.save(force_insert=True)
    return plain


def _locked(api_key: ApiKey) -> ApiKey:
    return ApiKey.objects.select_for_update(of=("self",)).select_related("account").get(pk=api_key.pk)


def _record(action: str, api_key: ApiKey, by: Actor, changes: Changes | None = None) -> None:
    record(f"api_connections.{action}", account=api_key.account, actor=by, target=api_key, changes=changes)
