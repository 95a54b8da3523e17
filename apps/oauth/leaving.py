"""The ways out of the authorization endpoint: to a page of the portal that leads back, or to the app."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from oauth2_provider.http import OAuth2ResponseRedirect

from apps.oauth import locales, pages, proving
from apps.oauth.interaction import NONE

SIGNING_IN = "oauth_signing_in"
"""The session's key for a browser that was sent to sign in and is on its way back."""


def asked_parameters(request: HttpRequest) -> dict[str, str]:
    """What the app asked, here or on the page before; nothing when it could not be read."""
    parameters: dict[str, str] = getattr(request, "oauth_parameters", {})
    return parameters


def is_silent(request: HttpRequest) -> bool:
    return set(asked_parameters(request).get("prompt", "").split(" ")) - {""} == {NONE}


def to_portal(request: HttpRequest, page: str, **query: str) -> HttpResponseBase:
    """To the page of this name, which leads back here."""
    request.session[SIGNING_IN] = True
    address = f"{resolve_url(page)}?{urlencode(query)}" if query else resolve_url(page)
    response = redirect_to_login(request.get_full_path(), address)
    locales.remember(request, asked_parameters(request), response)
    return response


def arrived(request: HttpRequest) -> bool:
    """Whether this browser was on its way back; from now on it is here."""
    return bool(request.session.pop(SIGNING_IN, False))


def to_app(request: HttpRequest, make_url: Callable[[], str]) -> HttpResponse:
    # Chromium holds the sign-in page's form-action against every redirect that follows its form, so a browser that
    # comes from there must load one page before it may go to the app. A silent request shows none.
    if request.method == "GET" and not is_silent(request) and arrived(request):
        return pages.go_on(request)
    response = redirect_to(make_url())
    proving.forget(request.session, asked_parameters(request))
    return response


def redirect_to(url: str) -> HttpResponse:
    """`url` is a registered callback: https, or http on the user's own machine."""
    response: HttpResponse = OAuth2ResponseRedirect(url, ["https", "http"])
    return response
