"""Authorization requests that apps push before they send the user (RFC 9126)."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from apps.common import throttle
from apps.common.addresses import neighbourhood
from apps.common.tokens import digest
from apps.connections.models import Consumer, PushedRequest

OPENS_WITHIN = timedelta(seconds=90)
ANSWERED_WITHIN = timedelta(hours=1)
"""How long a user who has opened the request may take to sign in and answer."""


FREE_OF_STRANGERS = 300
"""Requests for public apps from one place, an office for instance, before the next ones have to wait."""


def push_by_stranger(*, address: str | None) -> int:
    """Count a request that comes without a proof of who sends it. Returns how many seconds the sender must wait."""
    return throttle.fail([throttle.Bucket(f"push|address|{neighbourhood(address)}", FREE_OF_STRANGERS)])


class AnsweredBefore(Exception):
    """The user has answered the request already, or was too slow."""


@transaction.atomic
def push_request(*, consumer: Consumer, parameters: dict[str, str]) -> str:
    """Keep what `consumer` will ask a user. Returns the only name that it can be asked by, of 256 random bits."""
    # No token: it travels in addresses, opens nothing by itself, and is worthless within minutes.
    plain, now = secrets.token_urlsafe(32), timezone.now()
    PushedRequest.objects.create(
        consumer=consumer, digest=digest(plain), parameters=parameters,
        opens_until=now + OPENS_WITHIN, expires=now + ANSWERED_WITHIN,
    )  # fmt: skip
    return plain


@transaction.atomic
def answer_pushed_request(*, name_digest: str) -> None:
    """Take the user's answer to it, of which there is one. Raises AnsweredBefore."""
    gone, _ = PushedRequest.objects.filter(digest=name_digest, expires__gt=timezone.now()).delete()
    if not gone:
        raise AnsweredBefore
