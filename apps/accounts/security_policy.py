"""What an account demands of the people who sign in to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from apps.accounts.models import User

LEAST_ALONE = 15
"""Characters of a password that is the only proof (NIST SP 800-63B-4 section 3.1.1.1)."""
LEAST_WITH_TWO_STEP = 8
"""Characters where a second factor is asked for as well (the same section)."""
MOST_DEMANDED = 64
MOST_REMEMBERED = 10
"""Each of them is compared when a password is chosen, which costs as much as a sign-in."""


class TwoStepFor(models.TextChoices):
    """Who must have a second factor."""

    NOBODY = "nobody", _("Nobody")
    SUPER_ADMINISTRATORS = "super_administrators", _("Super Administrators")
    ADMINISTRATORS = "administrators", _("Administrators and Super Administrators")
    EVERYBODY = "everybody", _("Everybody")


ROLES = {
    TwoStepFor.NOBODY: frozenset[str](),
    TwoStepFor.SUPER_ADMINISTRATORS: frozenset({"super_administrator"}),
    TwoStepFor.ADMINISTRATORS: frozenset({"super_administrator", "administrator"}),
    TwoStepFor.EVERYBODY: frozenset({"super_administrator", "administrator", "custom", "read_only"}),
}


def two_step_for_new_accounts() -> str:
    return str(settings.TWO_STEP_FOR)


class PasswordPolicy(models.Model):
    """Rules for passwords; they can only tighten what holds everywhere."""

    password_length = models.PositiveSmallIntegerField(
        _("shortest password"), default=LEAST_ALONE,
        validators=[MinValueValidator(LEAST_ALONE), MaxValueValidator(MOST_DEMANDED)],
    )  # fmt: skip
    password_length_with_two_step = models.PositiveSmallIntegerField(
        _("shortest password of whoever signs in in two steps"), default=LEAST_WITH_TWO_STEP,
        validators=[MinValueValidator(LEAST_WITH_TWO_STEP), MaxValueValidator(MOST_DEMANDED)],
    )  # fmt: skip
    password_days = models.PositiveSmallIntegerField(
        _("days after which a password must be changed"), default=0, validators=[MaxValueValidator(3650)]
    )
    password_history = models.PositiveSmallIntegerField(
        _("earlier passwords that cannot be used again"), default=0, validators=[MaxValueValidator(MOST_REMEMBERED)]
    )
    password_failures = models.PositiveSmallIntegerField(
        _("wrong passwords in a row before a wait"), default=10,
        validators=[MinValueValidator(3), MaxValueValidator(10)],
    )  # fmt: skip

    class Meta:
        abstract = True


class TwoStepPolicy(models.Model):
    """Whose password alone is not enough."""

    two_step_for = models.CharField(
        _("who must sign in in two steps"), max_length=24, choices=TwoStepFor.choices, default=two_step_for_new_accounts
    )

    class Meta:
        abstract = True


def must_have_two_step(user: User) -> bool:
    """Whether `user` must have a second factor; for operators the installation decides what accounts begin with."""
    if user.account is None:
        return bool(settings.TWO_STEP_FOR != TwoStepFor.NOBODY)
    return user.role in ROLES[TwoStepFor(user.account.two_step_for)]


def policy_fields(policy: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.name for field in policy._meta.get_fields())
