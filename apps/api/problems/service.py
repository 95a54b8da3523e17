"""The server cannot do this now."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.api.problems.base import Problem

RETRY_AFTER_SECONDS = "5"


class TooManyRequests(Problem):
    """RFC 6585 section 4. `reset` is in seconds."""

    status_code = 429
    default_code = "too_many_requests"
    default_detail = _("Too many calls in this minute. Retry-After says in how many seconds the next one can succeed.")

    def __init__(self, reset: int) -> None:
        super().__init__()
        self.headers = {"Retry-After": str(reset)}


class TooManyFailures(TooManyRequests):
    """In place of a 401. It says no more than that one: whoever has the right key is never answered this."""

    default_detail = _("Too many failed attempts. Retry-After says in how many seconds the next one is looked at.")


class Unavailable(Problem):
    status_code = 503
    default_code = "unavailable"
    default_detail = _("The service is not available at the moment. Try again in a few seconds.")
    headers = {"Retry-After": RETRY_AFTER_SECONDS}


class ServerError(Problem):
    status_code = 500
    default_code = "server_error"
