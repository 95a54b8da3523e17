"""Pages are compressed for whoever asked for them here; nothing that could be guessed by its length is."""

from __future__ import annotations

import gzip

import pytest
from django.test import Client

from apps.accounts.models import Account, User
from tests.conftest import sign_in
from tests.factories import new_api_key

PAGE = "/settings/api-connections/key/"
ASKED_HERE = {"Accept-Encoding": "gzip, br", "Sec-Fetch-Site": "same-origin"}


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["same-origin", "none"])
def test_a_page_that_was_asked_for_here_is_compressed(ana: User, asked: str) -> None:
    response = sign_in(ana).get(PAGE, headers={**ASKED_HERE, "Sec-Fetch-Site": asked})
    assert response["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response["Vary"]
    page = gzip.decompress(response.content)
    assert b"</html>" in page
    assert len(response.content) < len(page) / 2


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["cross-site", "same-site", ""])
def test_a_page_that_another_site_asked_for_is_not(ana: User, asked: str) -> None:
    response = sign_in(ana).get(PAGE, headers={**ASKED_HERE, "Sec-Fetch-Site": asked})
    assert "Content-Encoding" not in response


@pytest.mark.django_db
def test_an_answer_that_shows_a_secret_is_not(ana: User, account: Account) -> None:
    new_api_key(account)
    response = sign_in(ana).post(PAGE + "reveal/", headers=ASKED_HERE)
    assert "cnxas_" in response.content.decode()
    assert "Content-Encoding" not in response


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/api/items", "/.well-known/oauth-authorization-server"])
def test_what_programs_are_answered_is_not(path: str) -> None:
    assert "Content-Encoding" not in Client().get(path, headers=ASKED_HERE)
