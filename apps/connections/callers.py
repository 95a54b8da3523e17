"""From a token or a key to the Caller that the permission function asks about (1-product, rule 1)."""

from __future__ import annotations

from apps.accounts import modules
from apps.accounts.models import Account, User
from apps.accounts.permissions import Caller, permissions_of_user
from apps.audit.actors import Actor, ActorKind
from apps.common.addresses import is_within
from apps.connections.models import AccessToken, ApiKey, Consumer
from apps.connections.sign_in import SIGN_IN, sign_in_scopes

EVERYTHING = "api"
"""The scope that means "all that my permission group grants"."""


def permissions_of_scopes(consumer: Consumer, scopes: frozenset[str], user: User | None = None) -> frozenset[str]:
    """The consumer's group ∩ `scopes` ∩ what `user` may do, as things are now."""
    granted = frozenset(consumer.permission_group.permissions)
    if EVERYTHING not in scopes:
        granted &= scopes
    return granted & permissions_of_user(user) if user else granted


def available_scopes(consumer: Consumer, user: User | None = None) -> frozenset[str]:
    """Every named scope that `consumer` could be given now, with the account's enabled modules considered."""
    enabled = [m for m in modules.grantable() if m.is_settings or m.name in consumer.account.enabled_modules]
    return permissions_of_scopes(consumer, frozenset({EVERYTHING}), user) & modules.permissions_of(enabled)


def is_live(token: AccessToken) -> bool:
    """Whether everything the token rests on still stands: itself, its consumer, its account, its user, its consent."""
    if token.is_expired() or not token.application.is_usable(None):
        return False
    if token.user is None:
        return token.authorization is None
    return (
        _is_user_live(token.user, token.application) and token.authorization is not None and token.authorization.is_live
    )


def _is_user_live(user: User, consumer: Consumer) -> bool:
    return user.is_active and user.account_id == consumer.account_id


def caller_of_token(token: AccessToken, *, address: str | None) -> Caller:
    """The Caller for a live access token, loaded by `AccessToken.objects.with_rights()`."""
    consumer = token.application
    granted = permissions_of_scopes(consumer, _agreed_scopes(token), token.user)
    return Caller(consumer.account, granted, actor_of_consumer(consumer, address=address), token.user)


def is_address_allowed(address: str | None, *, account: Account, consumer: Consumer | None = None) -> bool:
    """Whether calls from `address` are let in: by the account, and by the consumer if one calls in its name."""
    return is_within(address, account.allowed_networks) and (
        consumer is None or is_within(address, consumer.allowed_networks)
    )


def actor_of_consumer(consumer: Consumer, *, address: str | None) -> Actor:
    return Actor(ActorKind.CONSUMER, id=str(consumer.pk), name=consumer.name, address=address)


def _agreed_scopes(token: AccessToken) -> frozenset[str]:
    """The token's scopes, as far as the user still agrees: consent given again for less narrows older tokens."""
    scopes = frozenset(token.scope.split())
    agreed: frozenset[str] = token.authorization.scopes if token.authorization else frozenset({EVERYTHING})
    if EVERYTHING in agreed:
        return scopes
    return agreed if EVERYTHING in scopes else scopes & agreed


def scopes_now(token: AccessToken) -> str:
    """The scopes of `token`, loaded with its rights, without those that it can no longer use; "api" stays as it is."""
    withdrawn = modules.permissions_of(modules.every()) - available_scopes(token.application, token.user)
    withdrawn |= set(SIGN_IN).difference(sign_in_scopes(token.application))
    return " ".join(sorted(_agreed_scopes(token) - withdrawn))


def caller_of_api_key(api_key: ApiKey, *, address: str | None) -> Caller:
    """The Caller for a request signed with the account's key: the account itself, in every module of its data."""
    actor = Actor(ActorKind.API_KEY, id=str(api_key.pk), name=api_key.key, address=address)
    return Caller(api_key.account, modules.permissions_of(modules.data()), actor)
