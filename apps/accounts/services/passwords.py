"""The one way in which a password is set: checked, dated, and the one before it remembered."""

from __future__ import annotations

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.old_passwords import OldPassword
from apps.accounts.passwords import shortest_alone
from apps.accounts.security_policy import MOST_REMEMBERED

COLUMNS = ("password", "password_set_at", "password_needs_two_step")


def set_password(user: User, password: str | None) -> None:
    """Fill the COLUMNS of `user`, unsaved. Raises ValidationError, under the field `password`, when it is too weak."""
    if password is None:
        return user.set_unusable_password()
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error
    return fill_password(user, password)


def fill_password(user: User, password: str) -> None:
    """The same for one that was checked already."""
    user.set_password(password)
    user.password_set_at = timezone.now()
    user.password_needs_two_step = len(password) < shortest_alone(user)


@transaction.atomic
def keep_password(*, user: User, before: str) -> None:
    """Save what was filled, and remember `before`, the digest it replaces, as long as a policy may compare it."""
    user.save(update_fields=COLUMNS)
    if before.startswith(UNUSABLE_PASSWORD_PREFIX):
        return
    OldPassword.objects.create(user=user, password=before)
    kept = OldPassword.objects.of_user(user).values_list("pk", flat=True)[: MOST_REMEMBERED - 1]
    OldPassword.objects.filter(user=user).exclude(pk__in=list(kept)).delete()
