"""Which of the asked permissions the user may leave out.

An app that says nothing about it leaves every one of them to the user. One that sends `optional_scope` names what it
can do without; the rest of what it asks for is granted as a whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable

from oauthlib.common import Request
from oauthlib.oauth2 import InvalidScopeError

from apps.accounts.models import User
from apps.connections.callers import EVERYTHING
from apps.connections.scopes import lent, named_scopes, scopes_that_may_be_asked
from apps.connections.sign_in import OPENID, SIGN_IN
from apps.oauth.consent import Offer
from apps.oauth.request import OAuthRequest


def optional_scopes(request: Request) -> frozenset[str] | None:
    """What the app marked as optional, known or not; None when it marked nothing, as at the token endpoint."""
    sent: str | None = getattr(request, "optional_scope", None)
    return frozenset(sent.split(" ")) if sent and not request.grant_type else None


def without_unavailable(scopes: Iterable[str], request: OAuthRequest) -> list[str]:
    """`scopes` but those that the app can do without and cannot be given: they are dropped, not refused."""
    dropped = (optional_scopes(request) or frozenset()) - frozenset(scopes_that_may_be_asked(request.client))
    return [scope for scope in scopes if scope not in dropped]


def offer_to(user: User, asked: OAuthRequest) -> Offer:
    """What `user` is asked about. Raises InvalidScopeError: they hold nothing of it, or not all that is required."""
    held = named_scopes(asked.client, user, asked.scopes)
    marked = optional_scopes(asked)
    optional = held if marked is None else named_scopes(asked.client, user, marked - {EVERYTHING})
    # Whose name or address it is belongs to them: without that, there is no signing in.
    optional -= {OPENID} if OPENID in held else frozenset(SIGN_IN)
    required = held - optional
    _check(asked, required, optional, marked or frozenset())
    # Whatever the app says of it: what only a Super Administrator holds is lent by ticking just that.
    required, optional = required - lent(held), optional | lent(held)
    return Offer(required=sorted(required), optional=sorted(optional))


def _check(asked: OAuthRequest, required: frozenset[str], optional: frozenset[str], marked: frozenset[str]) -> None:
    if not required and not optional:
        raise InvalidScopeError("The user holds none of these permissions.", request=asked)
    if marked and EVERYTHING not in asked.scopes and not required >= frozenset(asked.scopes) - marked:
        raise InvalidScopeError("The user does not hold every required permission.", request=asked)
