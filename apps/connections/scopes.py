"""What a consumer may ask for, and what it gets (RFC 6749 section 3.3).

A scope is a permission, `module:action`, or one of the three of signing in, which permit nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext

from apps.accounts import modules
from apps.accounts.models import User
from apps.accounts.words import permissions_in_words
from apps.connections.callers import EVERYTHING, available_scopes
from apps.connections.models import Authorization, Consumer
from apps.connections.sign_in import SIGN_IN, sign_in_in_words, sign_in_scopes


def every_scope() -> list[str]:
    """All scopes that the API knows, for whoever describes it."""
    return [EVERYTHING, *sorted(modules.permissions_of(modules.grantable()))]


def scopes_that_may_be_asked(consumer: Consumer) -> list[str]:
    return [EVERYTHING, *sorted(available_scopes(consumer)), *sign_in_scopes(consumer)]


def without_repeats(asked: Iterable[str]) -> list[str]:
    """`asked` as it is stored: "everything" swallows what it includes, which neither signing in is nor what is lent."""
    chosen = set(asked)
    return sorted(chosen & {EVERYTHING, *SIGN_IN, *modules.owners_permissions()} if EVERYTHING in chosen else chosen)


def named_scopes(consumer: Consumer, user: User, asked: Iterable[str]) -> frozenset[str]:
    """What `user` can agree to of what `consumer` asks: always named, and nothing that either of them lacks."""
    chosen, available = frozenset(asked), available_scopes(consumer, user)
    permissions = available - modules.owners_permissions() if EVERYTHING in chosen else frozenset()
    permissions |= available & chosen
    return permissions | (chosen & frozenset(sign_in_scopes(consumer)))


def scopes_in_words(scopes: Iterable[str]) -> list[str]:
    """What people read of `scopes`, a line for each matter. What nobody knows any more is left out."""
    chosen = set(scopes)
    everything = [gettext("Everything that the app's permission group allows")] if EVERYTHING in chosen else []
    return [*everything, *sign_in_in_words(chosen), *permissions_in_words(chosen)]


def lent(scopes: Iterable[str]) -> frozenset[str]:
    """Those of `scopes` that only a Super Administrator can agree to."""
    return modules.owners_permissions().intersection(scopes)


def may_authorize(user: User, consumer: Consumer) -> bool:
    """Only people of the consumer's own account; never an operator, who belongs to none."""
    return user.is_active and not user.is_operator and user.account_id == consumer.account_id


def live_consent(consumer: Consumer, user: User) -> Authorization | None:
    """What `user` lets `consumer` do until now."""
    return Authorization.objects.of(consumer.account).live().filter(consumer=consumer, user=user).first()


def is_remembered(consent: Authorization | None, consumer: Consumer, scopes: Iterable[str]) -> bool:
    """Whether `consent`, given to `consumer`, covers `scopes` without asking again.

    Anybody can claim to be a public app, so there none is remembered; nor is one to what only a Super Administrator
    holds, which they see and agree to each time.
    """
    if consent is None or not consumer.is_confidential or lent(scopes):
        return False
    return consent.scopes.issuperset(scopes)
