"""Who has which second factor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from apps.accounts.code_factors import CodeFactor, CodeKind
from apps.accounts.security_policy import ROLES, TwoStepFor

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator
    from django.db.models import QuerySet

    from apps.accounts.models import Account, User

PASSKEY = "webauthn"
FACTORS = (CodeKind.TOTP, PASSKEY)
"""The kinds that make a second step. Recovery codes only stand in for one."""


def passkeys_of(user: User) -> QuerySet[Authenticator]:
    """The oldest first."""
    from allauth.mfa.models import Authenticator

    found: QuerySet[Authenticator] = Authenticator.objects.filter(user=user, type=PASSKEY).order_by("pk")
    return found


def has_any(user: User, kinds: Iterable[str] = FACTORS) -> bool:
    """Whether `user` has a factor of one of `kinds`; one query."""
    from apps.accounts.models import User

    return User.objects.get_queryset().filter(pk=user.pk).filter(_having(tuple(kinds))).exists()


def people_without(account: Account) -> QuerySet[User]:
    """Who of the account's active people must have a factor and has none, by name."""
    from apps.accounts.models import User

    roles = ROLES[TwoStepFor(account.two_step_for)]
    return User.objects.of(account).filter(is_active=True, role__in=roles).exclude(_having(FACTORS)).order_by("name")


def _having(kinds: tuple[str, ...]) -> Q:
    from allauth.mfa.models import Authenticator

    codes = CodeFactor.objects.filter(user=OuterRef("pk"), kind__in=[kind for kind in kinds if kind != PASSKEY])
    passkeys = Authenticator.objects.filter(user=OuterRef("pk"), type=PASSKEY)
    return Q(Exists(codes)) | Q(Exists(passkeys)) if PASSKEY in kinds else Q(Exists(codes))
