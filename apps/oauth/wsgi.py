"""The way into the short lane: before Django, which costs a plain request more than everything it asks for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from http.client import responses
from io import BytesIO
from types import SimpleNamespace
from typing import Any

from csp.utils import build_policy
from django.conf import settings
from django.db import connections
from django.http import HttpResponse
from django.http.request import split_domain_port, validate_host
from django.middleware.security import SecurityMiddleware
from oauth2_provider.signals import app_authorized
from oauthlib.oauth2 import OAuth2Error

from apps.common import request_id, walls
from apps.common.middleware import SAFE
from apps.oauth import attempts, parameters, short_lane

Environ = dict[str, Any]
Lane = Callable[[Environ, dict[str, str]], dict[str, Any] | None]
Answer = tuple[int, list[tuple[str, str]], bytes]

LANES: dict[str, tuple[Lane, str]] = {
    **dict.fromkeys(("/oauth/token", "/oauth/token/"), (short_lane.token, "Origin, Accept-Language")),
    **dict.fromkeys(("/oauth/introspect", "/oauth/introspect/"), (short_lane.introspection, "Accept-Language")),
}
"""By address: the lane, and what its answers vary with."""
# Pages, proofs, cookies, languages and bodies of unknown length are Django's.
UNUSUAL = ("HTTP_ORIGIN", "HTTP_DPOP", "HTTP_COOKIE", "HTTP_TRANSFER_ENCODING", "QUERY_STRING", "SCRIPT_NAME")
CHALLENGE = 'Basic realm="Conexiones", charset="UTF-8"'
FAILURE = "conexiones.failure"
"""Where the view finds what went wrong on the short lane, to answer as for everything that goes wrong."""


class ShortLane:
    """A WSGI application in front of Django's."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        try:
            answer = answered(environ)
        finally:
            # As Django does at the end of a request.
            for connection in connections.all(initialized_only=True):
                connection.close_if_unusable_or_obsolete()
            walls.fall_with_the_request()
        if answer is None:
            return self.application(environ, start_response)
        status, headers, body = answer
        start_response(f"{status} {responses[status]}", headers)
        return [body]


def answered(environ: Environ) -> Answer | None:
    """What the lane answers; None for whatever is Django's, which then finds the request as it came."""
    lane, vary = LANES.get(environ["PATH_INFO"], (None, ""))
    sent = _sent(environ) if lane is not None and environ["REQUEST_METHOD"] == "POST" else None
    if lane is None or sent is None:
        return None
    chosen = request_id.choose(environ.get("HTTP_X_REQUEST_ID", ""))
    request_id.current.set(chosen)
    attempt = attempts.begin(environ)
    try:
        content, status, more = lane(environ, sent), 200, {}
    except OAuth2Error as error:
        content, status = json.loads(error.json), error.status_code
        more = {"WWW-Authenticate": CHALLENGE} if status == 401 else error.headers
    except Exception as failure:
        environ[FAILURE] = failure
        return None
    if content is None:
        return None
    attempts.end(environ, attempt, status, content)
    body = json.dumps(content).encode()
    headers = [*more.items(), ("Vary", vary), ("Content-Length", str(len(body))), ("X-Request-ID", chosen)]
    return status, [*_common(), *headers], body


def _sent(environ: Environ) -> dict[str, str] | None:
    """The parameters, if everything about the request is plain; then nothing else about it can matter."""
    length = environ.get("CONTENT_LENGTH") or ""
    if (
        environ.get("CONTENT_TYPE") != parameters.FORM
        or not (length.isdecimal() and length.isascii() and 0 < int(length) <= parameters.MAX_BYTES)
        or any(environ.get(name) for name in UNUSUAL)
        or environ.get("HTTP_ACCEPT_LANGUAGE", "*") != "*"
        or not _is_here(environ.get("HTTP_HOST", ""), tuple(settings.ALLOWED_HOSTS))
        or (settings.SECURE_SSL_REDIRECT and not _is_secure(environ))
        or app_authorized.receivers
    ):
        return None
    body = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = BytesIO(body)
    try:
        return parameters.parse(body) if len(body) == int(length) else None
    except OAuth2Error:
        return None


@lru_cache(maxsize=100)
def _is_here(host: str, allowed: tuple[str, ...]) -> bool:
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, allowed)


def _is_secure(environ: Environ) -> bool:
    name, value = settings.SECURE_PROXY_SSL_HEADER or ("wsgi.url_scheme", "https")
    return str(environ.get(name)) == value


@cache
def _common() -> tuple[tuple[str, str], ...]:
    """What Django would put on each answer."""
    response = HttpResponse(content_type="application/json")
    request: Any = SimpleNamespace(is_secure=lambda: settings.IS_HTTPS)
    SecurityMiddleware(lambda request: response).process_response(request, response)
    safe = SAFE | {"X-Frame-Options": settings.X_FRAME_OPTIONS, "Content-Security-Policy": build_policy()}
    own = {"Pragma": "no-cache", "Content-Language": settings.LANGUAGE_CODE}
    return tuple((dict(response.headers) | safe | own).items())
