"""What a consumer may ask for, and what it gets (RFC 6749 section 3.3). A scope is a permission, `module:action`."""

from __future__ import annotations

from collections.abc import Iterable

from apps.accounts import modules
from apps.accounts.models import User
from apps.connections.callers import EVERYTHING, available_scopes
from apps.connections.models import Authorization, Consumer


def every_scope() -> list[str]:
    """All scopes that exist, for whoever describes this server."""
    return [EVERYTHING, *sorted(modules.permissions_of(modules.grantable()))]


def scopes_that_may_be_asked(consumer: Consumer) -> list[str]:
    return [EVERYTHING, *sorted(available_scopes(consumer))]


def without_repeats(asked: Iterable[str]) -> list[str]:
    """`asked` as it is stored: "everything" swallows what it includes."""
    return [EVERYTHING] if EVERYTHING in asked else sorted(set(asked))


def named_scopes(consumer: Consumer, user: User, asked: Iterable[str]) -> frozenset[str]:
    """What `user` can agree to of what `consumer` asks: always named, and nothing that either of them lacks."""
    available = available_scopes(consumer, user)
    return available if EVERYTHING in asked else available & frozenset(asked)


def may_authorize(user: User, consumer: Consumer) -> bool:
    """Only people of the consumer's own account; never an operator, who belongs to none."""
    return user.is_active and not user.is_operator and user.account_id == consumer.account_id


def remembered_consent(consumer: Consumer, user: User, scopes: Iterable[str]) -> Authorization | None:
    """The consent that covers `scopes` already. Anybody can claim to be a public app, so there none is remembered."""
    if not consumer.is_confidential:
        return None
    found = Authorization.objects.of(consumer.account).live().filter(consumer=consumer, user=user).first()
    return found if found is not None and found.scopes.issuperset(scopes) else None
