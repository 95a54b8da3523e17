"""The integrators' guide: public, the same for everybody, whole. That its programs run is in tests/flows."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from apps.accounts import modules
from apps.accounts.models import User
from apps.accounts.services import change_language
from apps.api.guide import advice
from apps.api.urls import RESOURCES
from tests.conftest import sign_in
from tests.factories import new_api_key

GUIDE = "/api/guide/"
HEADINGS = {"es": "Guía para integradores", "en": "Integrators' guide", "pt-br": "Guia para integradores"}
pytestmark = pytest.mark.django_db


def shown(client: Client | None = None, path: str = GUIDE, accept_language: str = "") -> str:
    answer = (client or Client()).get(path, headers={"accept-language": accept_language})
    return unescape(answer.content.decode())


def test_every_code_word_has_its_advice_and_there_is_no_other() -> None:
    assert advice.ADVICE.keys() == advice.codes().keys()
    assert all(str(row.advice.does) and str(row.advice.retry) for row in advice.rows())


def test_the_page_names_every_code_word_permission_and_address() -> None:
    page = shown(path=f"{GUIDE}?language=en")
    permissions = {module.permission(action) for module in modules.every() for action in modules.ACTIONS}
    paths = {f"/api/{name}" for resource in RESOURCES for name in resource.names}
    assert {word for word in {*advice.codes(), *permissions} if f"<code>{word}</code>" not in page} == set()
    assert {path for path in paths if not re.search(rf"{path}(/{{code}})?</code>", page)} == set()


def test_it_is_the_same_for_everybody_and_caches_may_keep_it(ana: User) -> None:
    change_language(user=ana, language="en")
    answers: list[Any] = [sign_in(ana).get(GUIDE), Client().get(GUIDE, headers={"accept-language": "en"})]
    assert answers[0].content == answers[1].content
    for answer in answers:
        assert answer.headers["Cache-Control"] == "public, max-age=600"
        assert set(answer.headers["Vary"].split(", ")) == {"Accept-Language", "Cookie"}
        assert not answer.cookies
    again = Client().get(GUIDE, headers={"accept-language": "en", "if-none-match": answers[0].headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("language", HEADINGS)
def test_it_speaks_the_language_that_is_asked_for(language: str) -> None:
    by_cookie = Client()
    by_cookie.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    other = "en" if language == "es" else "es"
    pages = [
        shown(accept_language=language),
        shown(by_cookie, accept_language=other),
        shown(path=f"{GUIDE}?language={language}", accept_language=other),
    ]
    for page in pages:
        assert f'<html lang="{language}"' in page
        assert f'hreflang="{language}" aria-current="true"' in page


def test_a_language_that_it_does_not_speak_is_ignored() -> None:
    assert '<html lang="es"' in shown(path=f"{GUIDE}?language=de", accept_language="es")


def test_with_and_without_a_slash_and_by_reading_only() -> None:
    assert Client().get("/api/guide").status_code == 200
    assert Client(enforce_csrf_checks=True).post(GUIDE).status_code == 405


def test_it_shows_this_servers_address_and_no_secret(settings: Any) -> None:
    settings.PUBLIC_URL = "https://conexiones.example"
    page = shown()
    assert 'export BASE_URL="https://conexiones.example"' in page
    assert re.findall(r"cnx[a-z]{2}_\w{20,}", page) == []


def test_every_link_of_the_page_leads_somewhere() -> None:
    page = shown()
    anchors = set(re.findall(r'href="#([\w-]+)"', page))
    assert {name for name in anchors if f'id="{name}"' not in page} == set()
    paths = set(re.findall(r'href="(/[^"]*)"', page))
    assert {path for path in paths if Client().get(path).status_code not in (200, 302)} == set()


def test_the_tab_of_the_key_pair_leads_here(ana: User) -> None:
    assert ana.account
    new_api_key(ana.account)
    assert f'href="{reverse("guide")}"' in shown(sign_in(ana), "/settings/api-connections/key/")
