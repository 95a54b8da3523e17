"""The short way for programs: past everything that is made for browsers.

Between MachinePathMiddleware and EndOfBrowserPath in MIDDLEWARE stands what a program's request does not need: static
files, compressed pages, sessions, cookies for the language, CSRF, messages, who is signed in. Such a request goes
straight from the one to the other. What every answer carries, and that a request must name this server, is done here
once for all of them; whatever stands before MachinePathMiddleware (name of the request, HTTPS) sees every request.

No cookie proves anything on this way. Where one does, at the API for who tries it out from its documentation, a request
that comes with a session and no credentials of its own goes the long way.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from csp.utils import build_policy
from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.utils import translation
from django.utils.cache import patch_vary_headers

from apps.common.middleware import SAFE

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    GetResponse = Callable[[HttpRequest], HttpResponse]

API = re.compile(r"/api(?!/docs|/guide)(/|\Z)")
ENDPOINTS = re.compile(r"/oauth/(token|revoke_token|introspect|par|userinfo)/?\Z")
SHOWN = re.compile(r"/\.well-known/|/(healthz|readyz)\Z")
"""What is the same for everybody who reads it. Anything but reading is refused, as it is on every page."""
SAFE_METHODS = ("GET", "HEAD")

_here = threading.local()


def headers() -> dict[str, str]:
    """What every answer on a way past the browser middleware carries."""
    return SAFE | {"X-Frame-Options": settings.X_FRAME_OPTIONS, "Content-Security-Policy": build_policy()}


def is_for_machines(request: HttpRequest) -> bool:
    """Whether nothing that browsers bring can matter to the answer."""
    path = request.path_info
    if API.match(path):
        return "HTTP_AUTHORIZATION" in request.META or settings.SESSION_COOKIE_NAME not in request.COOKIES
    return bool(ENDPOINTS.match(path) or (request.method in SAFE_METHODS and SHOWN.match(path)))


class MachinePathMiddleware:
    """Sends a program's request past the middleware between here and EndOfBrowserPath."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.headers = headers()
        # The views, as the last middleware was given them just now: they are made from the last one to the first.
        self.views: GetResponse = _here.views
        self.answer: Any = convert_exception_to_response(self._answer)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._past(request) if is_for_machines(request) else self.get_response(request)

    def _past(self, request: HttpRequest) -> HttpResponse:
        language = translation.get_language_from_request(request)
        translation.activate(language)
        response: HttpResponse = self.answer(request)
        if not response.streaming and "Content-Length" not in response.headers:
            response.headers["Content-Length"] = str(len(response.content))
        patch_vary_headers(response, ["Accept-Language"])
        for name, value in (self.headers | {"Content-Language": language}).items():
            response.headers.setdefault(name, value)
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        request.get_host()  # Raises DisallowedHost.
        return self.views(request)


class EndOfBrowserPath:
    """The last of MIDDLEWARE: where the short way and the long one meet."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = _here.views = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)
