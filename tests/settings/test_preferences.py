"""Language and theme."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from apps.accounts.models import User
from apps.accounts.services import change_language
from tests.conftest import sign_in

PAGE = "/settings/api-connections/consumers/?q=erp"


def test_a_language_is_kept_with_the_user_and_the_page_stays(ana: User) -> None:
    client = sign_in(ana)
    response = client.post("/language/", {"language": "pt-br", "next": PAGE})
    assert response.headers["Location"] == PAGE
    ana.refresh_from_db()
    assert ana.language == "pt-br"
    assert client.get(PAGE).headers["Content-Language"] == "pt-br"


def test_whoever_is_not_signed_in_keeps_the_language_in_a_cookie(client: Client, db: None) -> None:
    client.post("/language/", {"language": "en", "next": "/sign-in/"})
    assert client.get("/sign-in/").headers["Content-Language"] == "en"
    client.post("/language/", {"language": "es", "next": "/sign-in/"})
    assert client.get("/sign-in/").headers["Content-Language"] == "es"


@pytest.mark.parametrize("language", ["", "de", "../../etc", "en\x00"])
def test_an_unknown_language_changes_nothing(ana: User, language: str) -> None:
    client = sign_in(ana)
    assert client.post("/language/", {"language": language, "next": PAGE}).status_code == 302
    ana.refresh_from_db()
    assert ana.language == ""


def test_the_service_refuses_an_unknown_language(ana: User) -> None:
    with pytest.raises(ValidationError):
        change_language(user=ana, language="de")


@pytest.mark.parametrize("path", ["/language/", "/theme/"])
@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_nobody_is_sent_to_another_site(client: Client, db: None, path: str, address: str) -> None:
    response = client.post(path, {"language": "en", "theme": "dark", "next": address})
    assert response.headers["Location"] == "/settings/"


def test_a_theme_is_kept_for_a_year(client: Client, db: None) -> None:
    response = client.post("/theme/", {"theme": "dark", "next": "/sign-in/"})
    cookie = response.cookies["theme"]
    assert (cookie.value, cookie["max-age"], cookie["samesite"]) == ("dark", 365 * 24 * 60 * 60, "Lax")
    assert 'data-theme="dark"' in client.get("/sign-in/").content.decode()


def test_an_unknown_theme_is_not_kept(client: Client, db: None) -> None:
    assert "theme" not in client.post("/theme/", {"theme": "</script>"}).cookies


def test_preferences_are_only_posted(client: Client, db: None) -> None:
    assert client.get("/language/").status_code == 405
    assert client.get("/theme/").status_code == 405
