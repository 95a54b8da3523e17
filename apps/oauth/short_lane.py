"""A short lane for what machines ask all day: tokens and introspection, with nothing out of the way.

Django around a view, and oauthlib's reading of a request, each cost more than everything such a request asks for. So it
is read here, before Django, and answered by the toolkit's own grants; whatever is unusual about it falls through.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from http.client import responses
from io import BytesIO
from types import SimpleNamespace
from typing import Any, cast

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.http import HttpResponse
from django.http.request import split_domain_port, validate_host
from django.middleware.security import SecurityMiddleware
from oauth2_provider.signals import app_authorized
from oauthlib.oauth2 import OAuth2Error
from oauthlib.oauth2.rfc6749.utils import scope_to_list

from apps.common import machine_path, request_id, walls
from apps.oauth import machines, parameters
from apps.oauth.request import OAuthRequest
from apps.oauth.server import Server
from apps.oauth.views.machines import TokenView

Environ = dict[str, Any]

PLAIN = {"grant_type", "client_id", "client_secret", "scope", "code", "redirect_uri", "code_verifier", "refresh_token",
         "token", "token_type_hint"}  # fmt: skip
# Pages, proofs, cookies, languages and bodies of unknown length are Django's.
UNUSUAL = ("HTTP_ORIGIN", "HTTP_DPOP", "HTTP_COOKIE", "HTTP_TRANSFER_ENCODING", "QUERY_STRING", "SCRIPT_NAME")


class ShortLane:
    """A WSGI application in front of Django's."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        try:
            answer = answered(environ)
        finally:
            # As Django does at the end of a request.
            connections[DEFAULT_DB_ALIAS].close_if_unusable_or_obsolete()
            walls.fall_with_the_request()
        if answer is None:
            return self.application(environ, start_response)
        start_response(*answer[:2])
        return [answer[2]]


class PlainRequest:
    """What oauthlib's request is to its grants and the validator: parameters by name, None for what was not sent."""

    http_method, duplicate_params = "POST", ()

    def __init__(self, environ: Environ, sent: dict[str, str]) -> None:
        self.uri, self.headers = settings.PUBLIC_URL + environ["PATH_INFO"], environ
        self.__dict__.update(sent)

    def __getattr__(self, name: str) -> None:
        return None


# As oauthlib's TokenEndpoint and IntrospectEndpoint do, which would read the request for themselves.
def token(server: Server, request: OAuthRequest) -> machines.Answer:
    server.validate_token_request(request)
    request.scopes = scope_to_list(request.scope) or []
    grant: Any = server.grant_types[request.grant_type]
    return grant.create_token_response(request, server.default_token_type)  # type: ignore[no-any-return]


def introspection(server: Server, request: OAuthRequest) -> machines.Answer:
    server.validate_introspect_request(request)
    claims = server.request_validator.introspect_token(request.token or "", "", request)
    return {}, json.dumps({"active": False} if claims is None else {"active": True, **claims}), 200


LANES = {"/oauth/token": (token, "Origin, Accept-Language"), "/oauth/introspect": (introspection, "Accept-Language")}
"""By address: what answers, and what its answers vary with."""


def answered(environ: Environ) -> tuple[str, list[tuple[str, str]], bytes] | None:
    """What the lane answers; None for whatever is Django's, which then finds the request as it came."""
    lane, vary = LANES.get(environ["PATH_INFO"].removesuffix("/"), (None, ""))
    request = _plain_request(environ) if lane is not None else None
    if lane is None or request is None:
        return None
    request_id.current.set(request_id.choose(environ.get("HTTP_X_REQUEST_ID", "")))
    try:
        found = machines.answered(environ, lambda: lane(TokenView.get_oauthlib_core().server, request))
    except Exception as failure:
        environ[machines.FAILURE] = failure
        return None
    body = found.body.encode()
    own = {"Vary": vary, "Content-Length": str(len(body)), "X-Request-ID": request_id.current.get()}
    headers = _of_every_answer() | found.headers | own
    return f"{found.status} {responses[found.status]}", [*headers.items()], body


def _plain_request(environ: Environ) -> OAuthRequest | None:
    """The request, if everything about it is plain; then nothing else about it can matter."""
    length = environ.get("CONTENT_LENGTH") or ""
    if (
        (environ["REQUEST_METHOD"], environ.get("CONTENT_TYPE")) != ("POST", parameters.FORM)
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
        sent = parameters.parse(body)
    except OAuth2Error:
        return None
    is_plain = len(body) == int(length) and sent.keys() <= PLAIN
    return cast(OAuthRequest, PlainRequest(environ, sent)) if is_plain else None


@lru_cache(maxsize=100)
def _is_here(host: str, allowed: tuple[str, ...]) -> bool:
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, allowed)


def _is_secure(environ: Environ) -> bool:
    name, value = settings.SECURE_PROXY_SSL_HEADER or ("wsgi.url_scheme", "https")
    return str(environ.get(name)) == value


@cache
def _of_every_answer() -> dict[str, str]:
    """What Django would put on each."""
    response = HttpResponse(content_type="application/json")
    request: Any = SimpleNamespace(is_secure=lambda: settings.IS_HTTPS)
    SecurityMiddleware(lambda request: response).process_response(request, response)
    return dict(response.headers) | machine_path.headers() | {"Content-Language": settings.LANGUAGE_CODE}
