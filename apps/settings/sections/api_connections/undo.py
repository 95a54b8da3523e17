""" "Undo", beside the message that says what was cut off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.utils.translation import gettext as _

from apps.settings.navigation import Text

if TYPE_CHECKING:
    from django.http import HttpRequest

UNTIL = "until"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
STEP = timedelta(microseconds=1)


def offer(request: HttpRequest, message: Text, url: str) -> None:
    """Say `message` on the next page, with a button that posts to `url`."""
    messages.success(request, str(message), extra_tags=url)


def address(url: str, until: datetime) -> str:
    """`url` for all that one deed cut off: what can be restored until `until`."""
    return f"{url}?{UNTIL}={(until - EPOCH) // STEP}"


def moment_of(request: HttpRequest) -> datetime:
    """What `address` put into the URL; the beginning of time for anything else, of which nothing can be restored."""
    text = request.GET.get(UNTIL, "")
    is_moment = text.isascii() and text.isdigit() and len(text) <= 16
    return EPOCH + STEP * int(text) if is_moment else EPOCH


def say(request: HttpRequest, restored: Text) -> None:
    """`restored` says what is back; empty when it was too late."""
    if restored:
        messages.success(request, str(restored))
    else:
        messages.warning(request, _("It is too late to undo that, or somebody has done it already."))
