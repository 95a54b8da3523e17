"""How often a caller may call: counted on the way in, told on every answer, refused with 429 (RFC 6585 section 4).

A person who tries a call from the documentation is held to what the account may do in a minute, and not to its month.
"""

from __future__ import annotations

import logging
from zoneinfo import ZoneInfo

from django.db import DatabaseError
from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request

from apps.accounts.models import Account
from apps.api import problems
from apps.api.authentication import address_of, caller_of, consumer_of, used_by
from apps.api.session import SessionAuthentication
from apps.common.limit_headers import limit_headers
from apps.connections.models.meter import API_KEY
from apps.connections.services.meter import Verdict, count_call, note_failure

logger = logging.getLogger("conexiones.api")

READS = ("GET", "HEAD", "OPTIONS")
USUAL_LIMIT = Account._meta.get_field("calls_per_minute").default


def count(request: Request) -> Verdict | None:
    """The call, counted; None for nobody's. Raises Unavailable for a write that cannot be counted."""
    caller, consumer = caller_of(request), consumer_of(request)
    if caller is None or caller.account is None:
        return None
    name, limit = (str(consumer.pk), consumer.calls_per_minute) if consumer else (API_KEY, None)
    try:
        return count_call(
            account=caller.account, caller=name, caller_limit=limit, used=used_by(request), address=address_of(request),
            is_held_to_month=not isinstance(request.successful_authenticator, SessionAuthentication),
        )  # fmt: skip
    except DatabaseError as error:
        # On a full disk nothing is counted; whoever reads can go on, and whoever runs this is told.
        logger.error("a call was not counted", exc_info=True)
        if request.method in READS:
            return None
        raise problems.Unavailable from error


def require_room(verdict: Verdict | None) -> None:
    """Raises TooManyRequests when there is none in this minute, and MonthUsedUp when there is none in this month."""
    if verdict is None or verdict.is_allowed:
        return
    if verdict.is_of_month:
        zone = ZoneInfo(verdict.call.account.time_zone)
        raise problems.MonthUsedUp(verdict.reset, verdict.month.end.astimezone(zone))
    raise problems.TooManyRequests(verdict.reset)


def tell(response: HttpResponse, verdict: Verdict | None) -> None:
    """Both families of headers: what the caller's limit is, what is left of it, and for how many seconds.

    An answer to nobody was counted against no limit, and tells the usual one.
    """
    limit, remaining = (verdict.limit, verdict.remaining) if verdict else (USUAL_LIMIT, USUAL_LIMIT)
    reset = verdict.reset if verdict else 60 - timezone.now().second
    if response.status_code == 429:
        remaining, reset = 0, int(response["Retry-After"])
    for name, value in limit_headers(limit=limit, remaining=remaining, reset=reset).items():
        response[name] = value


def note_outcome(response: HttpResponse, verdict: Verdict | None) -> None:
    """That a call which was let in ended in an error is a figure of its own."""
    if verdict is None or not verdict.is_allowed or response.status_code < 400:
        return
    try:
        note_failure(verdict=verdict)
    except DatabaseError:
        logger.error("a failed call was not counted", exc_info=True)
