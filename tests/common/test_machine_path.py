"""Programs go past what is made for browsers, and nothing of safety stays behind."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.middleware import SessionMiddleware
from django.test import Client, RequestFactory
from pytest_django import Settings

from apps.accounts.models import Account, User
from apps.common.machine_path import is_for_machines
from tests.api.helpers import Program, token_for
from tests.conftest import sign_in
from tests.safety import assert_safe

SESSION = {"session": "anything"}
SIGNED = {"authorization": "Bearer anything"}


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/items", "/api/items/EQ-1/", "/api/schema", "/api/documents"])
def test_the_api_is_for_programs_unless_a_session_is_all_that_came(path: str) -> None:
    asked = RequestFactory().get
    assert is_for_machines(asked(path))
    assert is_for_machines(asked(path, headers=SIGNED))
    requests = asked(path), asked(path, headers=SIGNED)
    for request in requests:
        request.COOKIES = SESSION
    assert [is_for_machines(request) for request in requests] == [False, True]


@pytest.mark.parametrize("path", ["/oauth/token", "/oauth/token/", "/oauth/revoke_token", "/oauth/introspect",
                                  "/oauth/par/", "/oauth/userinfo"])  # fmt: skip
def test_an_endpoint_for_programs_is_so_whatever_cookie_comes(path: str) -> None:
    request = RequestFactory().post(path)
    request.COOKIES = SESSION
    assert is_for_machines(request)


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/.well-known/jwks.json",
                                  "/.well-known/oauth-authorization-server/"])  # fmt: skip
def test_what_everybody_may_read_is_for_programs_and_what_changes_things_is_not(path: str) -> None:
    assert is_for_machines(RequestFactory().get(path))
    assert is_for_machines(RequestFactory().head(path))
    assert not is_for_machines(RequestFactory().post(path))


@pytest.mark.parametrize("path", ["/", "/settings/", "/sign-in/", "/oauth/authorize", "/oauth/logout/", "/api/docs",
                                  "/api/docs/", "/api/docs/oauth2-redirect", "/api/guide", "/apiary", "/oauth/token/x",
                                  "/static/js/app.js", "/healthz/x"])  # fmt: skip
def test_pages_are_for_browsers_whatever_comes(path: str) -> None:
    assert not is_for_machines(RequestFactory().get(path, headers=SIGNED))


def test_no_session_is_looked_for(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any) -> None:
        raise AssertionError("a session was looked for")

    program = Program(token_for(account))
    program.client.cookies.load(SESSION)
    monkeypatch.setattr(SessionMiddleware, "process_request", refuse)
    assert program.get("/api/items").status_code == 200
    assert program.call("POST", "/oauth/token").status_code == 400


@pytest.mark.parametrize("path", ["/api/items", "/oauth/token", "/healthz"])
def test_whom_a_cookie_names_is_not_told_to_caches(db: None, path: str) -> None:
    client = Client()
    client.cookies.load(SESSION)
    response = client.get(path, headers=SIGNED)
    assert "Cookie" not in response.headers["Vary"]
    assert not response.cookies


def test_the_language_of_one_request_is_not_that_of_the_next(ana: User) -> None:
    person, program = sign_in(ana), Client()
    for asked, answered in (("pt-br", "pt-br"), ("", "es"), ("en", "en"), ("xx", "es")):
        person.get("/settings/", headers={"accept-language": "pt-br"})
        response = program.get("/oauth/nothing", headers={"accept-language": asked})
        assert response.headers["Content-Language"] == answered
        response = program.get("/api", headers={"accept-language": asked})
        assert response.headers["Content-Language"] == answered
        assert "Accept-Language" in response.headers["Vary"]


@pytest.mark.parametrize("path", ["/api/items", "/oauth/token", "/healthz", "/.well-known/jwks.json"])
def test_this_server_must_be_meant_here_too(settings: Settings, path: str) -> None:
    settings.ALLOWED_HOSTS = ["conexiones.example"]
    response = Client(raise_request_exception=False).get(path, headers={"host": "evil.example"} | SIGNED)
    assert response.status_code == 400
    assert_safe(response, path)
    assert response.headers["Content-Length"] == str(len(response.content))


@pytest.mark.parametrize("path", ["/api/items", "/oauth/token", "/.well-known/jwks.json"])
def test_without_https_programs_are_sent_there_too(settings: Settings, path: str) -> None:
    settings.SECURE_SSL_REDIRECT = True
    response = Client().get(path, headers=SIGNED)
    assert response.status_code == 301
    assert response.headers["Location"].startswith("https://")
