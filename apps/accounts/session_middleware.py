"""Sessions that know their browser, and a way back for whoever has to sign in again."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.sessions.middleware import SessionMiddleware
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from apps.common.addresses import address_in

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ENDED = "ended"
"""The parameter by which the sign-in page knows that there was a session, and that a limit ended it."""


class BrowserSessionMiddleware(SessionMiddleware):
    """Django's own, with our sessions told which browser asks."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.session.came_from(address_in(request.META), request.headers.get("User-Agent", ""))  # type: ignore[attr-defined]

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        sign_in = resolve_url(settings.LOGIN_URL)
        if getattr(request.session, "has_ended", False) and _path_of(response) == sign_in:
            response["Location"] = f"{sign_in}?{urlencode(_way_back(request, response))}"
        return super().process_response(request, response)


def _path_of(response: HttpResponse) -> str:
    return urlsplit(response.headers.get("Location", "")).path


def _way_back(request: HttpRequest, response: HttpResponse) -> dict[str, str]:
    """To the page itself; after a POST, which is not sent a second time, to the page that its form was on."""
    target = parse_qs(urlsplit(response["Location"]).query).get(REDIRECT_FIELD_NAME, [""])[0]
    if request.method not in ("GET", "HEAD"):
        target = _page_of_the_form(request)
    return ({REDIRECT_FIELD_NAME: target} if target else {}) | {ENDED: "1"}


def _page_of_the_form(request: HttpRequest) -> str:
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(page)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
