"""What happens around each request of a program, whichever way it came in: the short lane or a view of Django's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from oauthlib.oauth2 import OAuth2Error

from apps.connections.models import Consumer
from apps.oauth import attempts

Answer = tuple[dict[str, str], str | None, int]
"""Headers, body and status, as oauthlib gives them."""
FAILURE = "conexiones.failure"
"""Where the view finds what went wrong on the short lane, to answer as for everything that goes wrong."""
CHALLENGE = 'Basic realm="Conexiones", charset="UTF-8"'
KEPT_BY_NOBODY = {"Cache-Control": "no-store", "Pragma": "no-cache"}


class Answered(NamedTuple):
    """What is sent, `body` being JSON; `consumer` has proved to be the one that is answered."""

    body: str
    headers: dict[str, str]
    status: int
    consumer: Consumer | None


def answered(environ: dict[str, Any], ask: Callable[[], Answer]) -> Answered:
    """What `ask` answers or raises as an OAuth2Error; JSON that nobody keeps.

    A 401 asks for the scheme that clients use here (RFC 6749 sections 5.1 and 5.2).
    """
    attempt = attempts.begin(environ)
    try:
        headers, body, status = ask()
    except OAuth2Error as error:
        headers, body, status = error.headers, error.json, error.status_code
    body = body or "{}"
    attempts.end(environ, attempt, status, body)
    challenge = {"WWW-Authenticate": CHALLENGE} if status == 401 else {}
    return Answered(body, KEPT_BY_NOBODY | headers | challenge, status, attempt.consumer)
