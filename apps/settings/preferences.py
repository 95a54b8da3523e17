"""Language and theme: a person's own choice, kept with the user and in a cookie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST

from apps.accounts.services import change_language
from apps.settings.access import user_of

if TYPE_CHECKING:
    from django.http import HttpRequest

THEMES = ("system", "light", "dark")
YEAR = 365 * 24 * 60 * 60


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """POST `language` (es, en, pt-br) and `next`: remember the language and go back to the same page."""
    response = redirect(back_to(request))
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES) or not check_for_language(language):
        return response
    if user := user_of(request):
        change_language(user=user, language=language)
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, **cookie_options())
    return response


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """POST `theme` (system, light, dark) and `next`: the same for the colours."""
    response = redirect(back_to(request))
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie("theme", theme, max_age=YEAR, secure=settings.IS_HTTPS, samesite="Lax")
    return response


def cookie_options() -> dict[str, Any]:
    return {
        "secure": settings.LANGUAGE_COOKIE_SECURE,
        "httponly": settings.LANGUAGE_COOKIE_HTTPONLY,
        "samesite": settings.LANGUAGE_COOKIE_SAMESITE,
    }


def back_to(request: HttpRequest) -> str:
    """`next` when it is a page of ours, otherwise the front page."""
    address = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if is_ours else resolve_url("settings:index")
