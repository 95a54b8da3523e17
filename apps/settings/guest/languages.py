"""The language of a guest: chosen in the address, or else what their browser asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language_info

if TYPE_CHECKING:
    from django.http import HttpRequest

LANGUAGE = "language"
"""The parameter: no cookie has to be kept for it."""


class Choice(NamedTuple):
    code: str
    name: str
    query: str
    is_current: bool


def speak_as_asked(request: HttpRequest) -> None:
    chosen = request.GET.get(LANGUAGE, "")
    if chosen in dict(settings.LANGUAGES):
        translation.activate(chosen)


def languages_of(request: HttpRequest) -> list[Choice]:
    """Every language, each with the query that leads to this page in it."""
    found = []
    for code, _name in settings.LANGUAGES:
        query = request.GET.copy()
        query[LANGUAGE] = code
        name = str(get_language_info(code)["name_local"]).capitalize()
        found.append(Choice(code, name, query.urlencode(), code == translation.get_language()))
    return found
