"""The server cannot do this now."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ErrorDetail

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


class MonthUsedUp(TooManyRequests):
    """`reset` is in seconds, to `next_month`, from which the account is let in again."""

    default_code = "month_used_up"
    default_detail = _(
        "The calls that the plan of this account allows in a calendar month are used up. Retry-After says in how many "
        "seconds the next month begins."
    )

    def __init__(self, reset: int, next_month: datetime) -> None:
        super().__init__(reset)
        text = gettext(
            "The calls that the plan of this account allows in a calendar month are used up. The next month begins at "
            "%(moment)s."
        )
        self.detail = ErrorDetail(text % {"moment": next_month.isoformat()}, self.default_code)


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
