"""Invited by mail and not here yet: has neither chosen a password nor ever signed in."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q
from django.utils import timezone

from apps.accounts.models import User


def lifetime() -> timedelta:
    """How long the mailed link works."""
    return timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


def is_invited(user: User) -> bool:
    return user.is_active and user.last_login is None and not user.has_usable_password()


def ends_at(user: User) -> datetime | None:
    """When the last link that was mailed ends; None for whoever was never sent one."""
    return user.invited_at + lifetime() if user.invited_at else None


def is_expired(user: User) -> bool:
    """Whether no mailed link works any more."""
    ends = ends_at(user)
    return ends is None or ends <= timezone.now()


def invited() -> Q:
    """The condition for `is_invited`."""
    return Q(is_active=True, last_login=None, password__startswith=UNUSABLE_PASSWORD_PREFIX)


def waiting() -> Q:
    """The condition for invited people whose link still works."""
    return invited() & Q(invited_at__gt=timezone.now() - lifetime())
