"""What an app has asked and the user has not answered yet, kept in the user's session under an id that works once.

Nothing of it travels through the page: what was shown is what is granted.
"""

from __future__ import annotations

import secrets
from typing import TypedDict

from django.contrib.sessions.backends.base import SessionBase

from apps.oauth.consent import Offer

KEY = "oauth_pending"
MOST = 10


class Pending(TypedDict):
    """`parameters` as the app sent them; `offer` as the page showed it."""

    parameters: dict[str, str]
    offer: Offer


def keep(session: SessionBase, parameters: dict[str, str], offer: Offer) -> str:
    """The id under which the page's answer finds the request again; the oldest of too many is forgotten."""
    chosen = secrets.token_urlsafe(16)
    waiting = list(session.get(KEY, {}).items())[1 - MOST :]
    session[KEY] = dict([*waiting, (chosen, Pending(parameters=parameters, offer=offer))])
    return chosen


def take(session: SessionBase, chosen: str) -> Pending | None:
    """The request that was kept as `chosen`, which is forgotten with this."""
    waiting: dict[str, Pending] = session.get(KEY, {})
    found = waiting.pop(chosen, None)
    session[KEY] = waiting
    return found
