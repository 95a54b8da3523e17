"""Guessing at passwords: every place that checks one asks here first (NIST SP 800-63B-4 section 3.2.2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from allauth.account.signals import password_reset
from django.dispatch import receiver

from apps.accounts.browsers import known_browser
from apps.common import throttle
from apps.common.addresses import address_in
from apps.common.throttle import FREE_OF_SUBJECT, Bucket

if TYPE_CHECKING:
    from django.http import HttpRequest

    from apps.accounts.models import User

CEILING = 100
"""The standard's limit of failures in a row. A new password by mail clears them, and a known browser has its own."""
MEMORY = timedelta(days=30)
"""In a row means however slowly: whoever only waits an hour after each guess must not go on for ever."""


def checked(request: HttpRequest, email: str, check: Callable[[], User | None]) -> User | None:
    """What `check` says of a password for the person with this address. Raises TooManyFailures before it is asked."""
    name = email.strip().lower()
    mine, shared = _buckets(request, name)
    throttle.attempt([*mine, *shared])
    user = check()
    if user is not None:
        throttle.succeed(cleared=[*mine, _of_strangers(name)], forgiven=shared)
    return user


@receiver(password_reset)
def forget_failures(user: User, **kwargs: Any) -> None:
    """Whoever has the mailed link is the owner: nothing that was tried at the old password counts any more."""
    throttle.succeed(cleared=[_of_strangers(user.email)])


def _buckets(request: HttpRequest, name: str) -> tuple[list[Bucket], list[Bucket]]:
    """Those that belong to `name`, and those that others who sign in from here share."""
    browser = known_browser(request, name)
    if browser is not None:
        return [Bucket(f"password|browser|{browser}|{name}", memory=MEMORY, ceiling=CEILING)], []
    address = address_in(request.META)
    return [throttle.pair("password", name, address), _of_strangers(name)], [throttle.by_address("password", address)]


def _of_strangers(name: str) -> Bucket:
    return Bucket(f"password|subject|{name.lower()}", FREE_OF_SUBJECT, MEMORY, CEILING)
