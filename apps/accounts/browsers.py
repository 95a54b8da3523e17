"""Browsers from which somebody has signed in before: strangers who guess at a password hold nobody up there."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from allauth.account.signals import password_changed, password_reset
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core import signing
from django.dispatch import receiver
from django.utils.crypto import constant_time_compare, salted_hmac

from apps.accounts.models import User

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SALT = "apps.accounts.browsers"
LIFE_SECONDS = 180 * 24 * 60 * 60
MOST_PEOPLE = 5
"""So many can share a browser; of more, those who signed in last are known."""


@dataclass
class Known:
    """What the cookie holds: the browser's name, and of each person a proof that is bound to their password."""

    browser: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    people: dict[str, str] = field(default_factory=dict)


class KnownBrowserMiddleware:
    """Gives the browser its cookie when somebody has proved in this request who they are."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        user: User | None = getattr(request, "proved_to_be", None)
        if user is not None:
            _remember(request, response, user)
        return response


@receiver([user_logged_in, password_changed, password_reset])
def note_proof(request: HttpRequest, user: User, **kwargs: Any) -> None:
    request.proved_to_be = user  # type: ignore[attr-defined]


def known_browser(request: HttpRequest, email: str) -> str | None:
    """The name of this browser, if the person with this address signed in from it with the password they have now."""
    known = _read(request)
    if not known.people:
        return None
    user = User.objects.filter(email=email.lower()).only("pk", "password").first()
    if user is None or not constant_time_compare(known.people.get(str(user.pk), ""), _proof(user)):
        return None
    return known.browser


def _remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    known = _read(request)
    known.people.pop(str(user.pk), None)
    people = dict([*known.people.items(), (str(user.pk), _proof(user))][-MOST_PEOPLE:])
    response.set_cookie(
        settings.KNOWN_BROWSER_COOKIE_NAME,
        signing.dumps({"browser": known.browser, "people": people}, salt=SALT),
        max_age=LIFE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> Known:
    sent = request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE_NAME, "")
    try:
        return Known(**signing.loads(sent, salt=SALT, max_age=LIFE_SECONDS))
    except signing.BadSignature:
        return Known()


def _proof(user: User) -> str:
    """Another one with every new password, so that a browser is forgotten with the old one."""
    return salted_hmac(SALT, f"{user.pk}|{user.password}", algorithm="sha256").hexdigest()[:32]
