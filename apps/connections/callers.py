"""From a token or a key to the Caller that the permission function asks about (1-product, rule 1)."""

from __future__ import annotations

from apps.accounts import modules
from apps.accounts.models import Account, User
from apps.accounts.permissions import Caller, permissions_of_user
from apps.audit.actors import Actor, ActorKind
from apps.common.addresses import is_within
from apps.connections.models import AccessToken, ApiKey, Authorization, Consumer, RefreshToken
from apps.connections.sign_in import SIGN_IN, sign_in_scopes

EVERYTHING = "api"
"""The scope that means "all that my permission group grants"."""


def permissions_of_scopes(consumer: Consumer, scopes: frozenset[str], user: User | None = None) -> frozenset[str]:
    """The consumer's group ∩ `scopes` ∩ what `user` may do, as things are now; and what `user` lends it."""
    granted = frozenset(consumer.permission_group.permissions) - modules.owners_permissions()
    if EVERYTHING not in scopes:
        granted &= scopes
    if user is None:
        return granted
    return (granted | (may_be_lent(consumer) & scopes)) & permissions_of_user(user)


def may_be_lent(consumer: Consumer) -> frozenset[str]:
    """What only a Super Administrator holds and may let `consumer` use, by agreeing to each by its name.

    Nothing, until somebody switches that on for the consumer; and never without a user.
    """
    has_users = consumer.authorization_grant_type == Consumer.GRANT_AUTHORIZATION_CODE
    if not (consumer.may_manage_connections and has_users):
        return frozenset()
    return modules.permissions_of(modules.lent_by_consent())


def available_scopes(consumer: Consumer, user: User | None = None) -> frozenset[str]:
    """Every named scope that `consumer` could be given now, with the account's enabled modules considered."""
    enabled = [m for m in modules.grantable() if m.is_settings or m.name in consumer.account.enabled_modules]
    of_group = permissions_of_scopes(consumer, frozenset({EVERYTHING}), user) & modules.permissions_of(enabled)
    lent = may_be_lent(consumer)
    return of_group | (lent & permissions_of_user(user) if user else lent)


def named_permissions(authorization: Authorization) -> frozenset[str]:
    """What the user agreed to, each by its name; of "everything" what the app and the user have of it now."""
    agreed: frozenset[str] = authorization.scopes
    named = agreed & modules.permissions_of(modules.every())
    if EVERYTHING in agreed:
        named |= permissions_of_scopes(authorization.consumer, frozenset({EVERYTHING}), authorization.user)
    return named


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
    granted = permissions_of_scopes(consumer, agreed_scopes(token), token.user)
    actor = actor_of_consumer(consumer, address=address, user=token.user)
    return Caller(consumer.account, granted, actor, token.user)


def is_address_allowed(address: str | None, *, account: Account, consumer: Consumer | None = None) -> bool:
    """Whether calls from `address` are let in: by the account, and by the consumer if one calls in its name."""
    return is_within(address, account.allowed_networks) and (
        consumer is None or is_within(address, consumer.allowed_networks)
    )


def actor_of_consumer(consumer: Consumer, *, address: str | None, user: User | None = None) -> Actor:
    """The consumer; the e-mail address is that of the user for whom it acts."""
    email = user.email if user else ""
    return Actor(ActorKind.CONSUMER, id=str(consumer.pk), name=consumer.name, email=email, address=address)


def agreed_scopes(token: AccessToken | RefreshToken) -> frozenset[str]:
    """The token's scopes, as far as the user still agrees: consent given again for less narrows older tokens."""
    scopes = frozenset(token.scope.split())
    agreed: frozenset[str] = token.authorization.scopes if token.authorization else frozenset({EVERYTHING})
    # What is lent has a name in both: "everything" is never said of it.
    not_lent = modules.owners_permissions() - (scopes & agreed)
    if EVERYTHING in agreed:
        return scopes - not_lent
    # "Everything" never meant who the user is: that was asked for by its name, or not at all.
    everything = agreed.difference(SIGN_IN) if EVERYTHING in scopes else frozenset()
    return (everything | (scopes & agreed)) - not_lent


def scopes_now(token: AccessToken) -> str:
    """The scopes of `token`, loaded with its rights, without those that it can no longer use; "api" stays as it is."""
    agreed = agreed_scopes(token)
    if agreed == {EVERYTHING}:
        return EVERYTHING
    withdrawn = modules.permissions_of(modules.every()) - available_scopes(token.application, token.user)
    withdrawn |= set(SIGN_IN).difference(sign_in_scopes(token.application))
    return " ".join(sorted(agreed - withdrawn))


def caller_of_api_key(api_key: ApiKey, *, address: str | None) -> Caller:
    """The Caller for a request signed with the account's key: the account itself, in every module of its data."""
    actor = Actor(ActorKind.API_KEY, id=str(api_key.pk), name=api_key.key, address=address)
    return Caller(api_key.account, modules.permissions_of(modules.data()), actor)
