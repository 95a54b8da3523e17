"""How often the form is taken: whoever sends again and again waits, longer each time."""

from __future__ import annotations

from datetime import timedelta

from apps.common import throttle
from apps.common.addresses import neighbourhood
from apps.common.throttle import Bucket
from apps.company.models import GuestPortal

KIND = "guest_form"
FREE_FROM_ONE_PLACE = 20
"""A whole building may share an address."""
FREE_OF_PORTAL = 200
MAILS = 3


class Slowed(Bucket):
    """One that strangers can fill up holds everybody else up a minute at most."""

    def wait(self, failures: int) -> timedelta:
        return min(super().wait(failures), timedelta(minutes=1))


def count_sent(portal: GuestPortal, address: str | None) -> None:
    """Count one request that is about to be entered. Raises TooManyFailures while this place, or the portal, waits."""
    here = Bucket(f"{KIND}|pair|{neighbourhood(address)}|{portal.pk}", FREE_FROM_ONE_PLACE)
    everybody = Slowed(f"{KIND}|portal|{portal.pk}", FREE_OF_PORTAL)
    throttle.attempt([here, throttle.by_address(KIND, address), everybody])


def may_mail(email: str) -> bool:
    """Whether a confirmation may still go to `email`: nobody is buried in mail by whoever types their address."""
    try:
        throttle.attempt([Bucket(f"guest_mail|{email.lower()}", MAILS, ceiling=MAILS)])
    except throttle.TooManyFailures:
        return False
    return True
