"""The languages that an app says its user reads (`ui_locales`, OpenID Connect Core section 3.1.2.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

MOST, LONGEST = 10, 35


def supported() -> list[str]:
    """As language tags are written (RFC 5646 section 2.1.1)."""
    return [translation.to_locale(code).replace("_", "-") for code, _ in settings.LANGUAGES]


def wished(parameters: Mapping[str, str]) -> str | None:
    """The first of the app's languages that the pages are written in."""
    for tag in parameters.get("ui_locales", "").split(" ")[:MOST]:
        try:
            return translation.get_supported_language_variant(tag[:LONGEST].lower())
        except LookupError:
            continue
    return None


def speak(request: HttpRequest, parameters: Mapping[str, str]) -> None:
    """Answer this request in the app's language, unless the user or this browser has chosen one."""
    if language := _language(request, parameters):
        translation.activate(language)


def remember(request: HttpRequest, parameters: Mapping[str, str], response: HttpResponseBase) -> None:
    """Let the sign-in page that follows be in that language too, until the browser is closed."""
    options: dict[str, Any] = {
        "secure": settings.LANGUAGE_COOKIE_SECURE,
        "httponly": settings.LANGUAGE_COOKIE_HTTPONLY,
        "samesite": settings.LANGUAGE_COOKIE_SAMESITE,
    }
    if language := _language(request, parameters):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, **options)


def _language(request: HttpRequest, parameters: Mapping[str, str]) -> str | None:
    own = request.user.language if request.user.is_authenticated else ""
    return None if own or settings.LANGUAGE_COOKIE_NAME in request.COOKIES else wished(parameters)
