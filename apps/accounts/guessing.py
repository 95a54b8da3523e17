"""Guessing at passwords and codes: every place that checks one asks here first (NIST SP 800-63B-4 section 3.2.2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from allauth.account.signals import password_reset
from django.contrib.auth.signals import user_login_failed
from django.dispatch import receiver
from django.utils import timezone

from apps.accounts.browsers import known_browser
from apps.common import throttle
from apps.common.addresses import address_in
from apps.common.failures import FailureBucket
from apps.common.throttle import FREE_OF_SUBJECT, Bucket

if TYPE_CHECKING:
    from django.http import HttpRequest

    from apps.accounts.models import User

CEILING = 100
"""The standard's limit of failures in a row. A new password by mail clears them, and a known browser has its own."""
MEMORY = timedelta(days=30)
"""In a row means however slowly: whoever only waits an hour after each guess must not go on for ever."""


PASSWORD, CODE = "password", "code"


def checked(request: HttpRequest, email: str, check: Callable[[], User | None], *, what: str = PASSWORD) -> User | None:
    """What `check` says of a password, or a code, for the person with this address.

    Raises TooManyFailures before it is asked. Where the account's policy waits earlier than that, the right one counts
    as a wrong one meanwhile: an answer of its own would tell strangers who has an account here.
    """
    name, now = email.strip().lower(), timezone.now()
    mine, shared = _buckets(what, request, name)
    before = throttle.attempt([*mine, *shared])
    user = check()
    if user is None:
        return None
    if _must_wait(user, mine[0], before.get(mine[0].key), now):
        # On the record, and in as much time, as a wrong one.
        user_login_failed.send(sender=__name__, credentials={"email": name}, request=request)
        return None
    throttle.succeed(cleared=[*mine, _of_strangers(what, name)], forgiven=shared)
    return user


def _must_wait(user: User, bucket: Bucket, row: FailureBucket | None, now: datetime) -> bool:
    if user.account is None or row is None:
        return False
    return throttle.left(replace(bucket, free=user.account.password_failures), row, now) > timedelta(0)


@receiver(password_reset)
def forget_failures(user: User, **kwargs: Any) -> None:
    """Whoever has the mailed link is the owner: nothing that was tried at the old password counts any more."""
    throttle.succeed(cleared=[_of_strangers(what, user.email) for what in (PASSWORD, CODE)])


def _buckets(what: str, request: HttpRequest, name: str) -> tuple[list[Bucket], list[Bucket]]:
    """Those that belong to `name`, and those that others who sign in from here share."""
    browser = known_browser(request, name)
    if browser is not None:
        return [Bucket(f"{what}|browser|{browser}|{name}", memory=MEMORY, ceiling=CEILING)], []
    address = address_in(request.META)
    return [throttle.pair(what, name, address), _of_strangers(what, name)], [throttle.by_address(what, address)]


def _of_strangers(what: str, name: str) -> Bucket:
    return Bucket(f"{what}|subject|{name.lower()}", FREE_OF_SUBJECT, MEMORY, CEILING)
