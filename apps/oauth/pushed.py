"""Authorization requests by reference (RFC 9126): an app may push one here first, and send the user with its name only.

Nothing else can be named: what a `request_uri` of another form points to is never fetched.
"""

from __future__ import annotations

import re
from typing import Any, cast

from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone
from oauth2_provider.exceptions import FatalClientError
from oauthlib.common import Request
from oauthlib.oauth2.rfc6749 import errors

from apps.connections.models import Consumer, PushedRequest
from apps.connections.services.pushing import AnsweredBefore, answer_pushed_request

URN = "urn:ietf:params:oauth:request_uri:"
PUSHED = "pushed_request"
"""Among the parameters of a request that was pushed: the digest of its name. An app cannot send it itself."""
NAME = re.compile(r"[\w-]{43}", re.ASCII)
OPENED, MOST = "oauth_opened", 10


class RequestGone(errors.InvalidRequestFatalError):
    """It was answered, or nobody came in time, or there never was one."""


def opened(asked: dict[str, str], session: SessionBase) -> dict[str, str]:
    """What the app has pushed, when `asked` names that, and nothing else it says; otherwise `asked`.

    A browser that came in time may come again until the user has answered, who may have to sign in first. Raises
    RequestGone.
    """
    name = asked.get("request_uri", "")
    if not name.startswith(URN):
        return {name: value for name, value in asked.items() if name != PUSHED}
    found = _named(name.removeprefix(URN), asked.get("client_id", ""))
    before: list[str] = session.get(OPENED, [])
    if found is None or (found.opens_until <= timezone.now() and found.digest not in before):
        raise RequestGone
    session[OPENED] = [*(one for one in before if one != found.digest), found.digest][-MOST:]
    return {**found.parameters, PUSHED: found.digest}


def _named(plain: str, client_id: str) -> PushedRequest | None:
    return PushedRequest.objects.named(plain, client_id) if NAME.fullmatch(plain) else None


def answered(parameters: dict[str, str]) -> None:
    """The user has answered the request of these parameters: a pushed one is used up. Raises FatalClientError."""
    if PUSHED not in parameters:
        return
    try:
        answer_pushed_request(name_digest=parameters[PUSHED])
    except AnsweredBefore:
        raise FatalClientError(error=RequestGone()) from None


def check_pushed(request: Request) -> dict[str, Any]:
    """For oauthlib. Raises InvalidRequestError when the consumer must push its requests and has not."""
    is_pushed = request.http_method == "POST" or getattr(request, PUSHED, None) is not None
    if cast(Consumer, request.client).requires_par and not is_pushed:
        raise errors.InvalidRequestError("This app must push its authorization requests.", request=request)
    return {}
