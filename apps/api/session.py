"""The browser session of whoever is signed in, for the documentation's "try it" alone.

A cookie goes along with every request of a browser, whoever caused it, so that here it proves nothing by itself: what
the page knows and no other origin can read must come too, on every method, and the request must come from the page.
"""

from __future__ import annotations

import copy
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from apps.accounts import modules
from apps.accounts.models import User
from apps.accounts.passwords import has_expired
from apps.accounts.permissions import Caller
from apps.accounts.security_policy import must_have_two_step
from apps.accounts.two_step.state import has_any
from apps.api.authentication import Identity


class SessionAuthentication(BaseAuthentication):
    """Whoever is signed in, with what they may do, from the documentation. Anything less is no credential at all."""

    def authenticate(self, request: Request) -> Identity | None:
        asked = request._request
        if "Authorization" in asked.headers or not is_from_the_page(asked) or not has_token(asked):
            return None
        # There is none where no session came, past all that is made for browsers.
        caller: Caller | None = getattr(asked, "caller", None)
        if caller is None or caller.user is None or not caller.user.is_active or has_a_duty(caller.user):
            return None
        permissions = frozenset(filter(may_be_tried, caller.permissions))
        return caller.user, Caller(caller.account, permissions, caller.actor, caller.user)


def has_a_duty(user: User) -> bool:
    """Whether they must choose a password or set up a second step before anything opens, which no page shows here."""
    needs_two_step = must_have_two_step(user) or user.password_needs_two_step
    return has_expired(user) or (needs_two_step and not has_any(user))


def is_from_the_page(request: HttpRequest) -> bool:
    """Whether the browser says that it was the documentation of this very server that asked."""
    page = request.headers.get("Referer", "")
    is_here = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    is_same = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    return is_same and is_here and urlsplit(page).path.rstrip("/") == reverse("docs").rstrip("/")


class Check(CsrfViewMiddleware):
    """Django's own check, asked for its answer only."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(reason, status=403)


def has_token(request: HttpRequest) -> bool:
    """Whether Django's check lets the request pass, asked in the same way for every method, reading ones too."""
    if settings.CSRF_HEADER_NAME not in request.META:
        return False
    probe = copy.copy(request)
    # One that changes something, and whose body Django does not look into.
    probe.method = "PUT"
    return Check(passed).process_view(probe, passed, (), {}) is None


def passed(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def may_be_tried(permission: str) -> bool:
    """The account's data, and reading its settings: the screens ask for a proof again before those are changed, and
    before anything is deleted.

    What only a Super Administrator holds reaches this door by their consent alone.
    """
    name, _, action = permission.partition(":")
    module = modules.get(name)
    if module is None or module.super_administrator_only:
        return False
    return action == modules.VIEW or not (module.is_settings or action == modules.DELETE)
