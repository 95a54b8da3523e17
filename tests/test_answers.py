"""What every answer carries: of every URL of the resolver, of what does not exist, of what goes wrong."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import include, path
from pytest_django import Settings

from apps.accounts.models import Account, User
from tests.api.helpers import Program, new_access_token
from tests.conftest import sign_in
from tests.factories import new_code_consumer
from tests.oauth import flow
from tests.safety import assert_safe, policy_of
from tests.test_doors import ADDRESSES, one_path, rows
from tests.undone import undone

__all__ = ["rows"]

# What anybody may keep for a while: the keys, for whoever checks ID tokens, what the API is, and how to use it.
KEPT = {"oauth:jwks": "public, max-age=900", "guide": "public, max-age=600", "schema": "public, no-cache"}
pytestmark = pytest.mark.django_db


def fail(request: Any) -> Any:
    raise RuntimeError("the detail that nobody outside may read")


# The project with two addresses that fail, for the tests of what an error carries.
handler400, handler403 = "apps.settings.errors.bad_request", "apps.settings.errors.forbidden"
handler404, handler500 = "apps.settings.errors.not_found", "apps.settings.errors.server_error"
urlpatterns = [path("broken/", fail), path("api/broken", fail), path("", include("config.urls"))]


@pytest.mark.any_database
@pytest.mark.parametrize("who", ["nobody", "ana", "operator"])
def test_R027_R028_R059_every_answer_is_safe(rows: Account, ana: User, operator: User, who: str) -> None:
    people = {"ana": ana, "operator": operator}
    cookies = sign_in(people[who]).cookies if who in people else {}
    for address in ADDRESSES:
        for method, headers in (("GET", {}), ("GET", {"HX-Request": "true"}), ("POST", {})):
            client = Client()
            client.cookies.load({name: morsel.value for name, morsel in cookies.items()})
            where = one_path(address, rows)
            with undone():
                response: Any = client.generic(method, where, headers=headers)
                assert_safe(response, f"{method} {where}")
                kept = KEPT.get(address.name) if response.status_code == 200 else None
                allowed = kept or ("no-store", "max-age=0, no-cache, no-store")
                assert response.headers["Cache-Control"].startswith(allowed), where


@pytest.mark.parametrize("where", ["/nothing/", "/api/nothing", "/oauth/nothing", "/settings/nothing/", "/settings"])
def test_an_address_that_does_not_exist_answers_safely(where: str) -> None:
    response = Client().get(where)
    assert response.status_code == 404
    assert_safe(response, where)


@pytest.mark.parametrize("where", ["/broken/", "/api/broken"])
def test_R059_R063_a_fault_of_ours_answers_safely_and_tells_nothing(settings: Settings, ana: User, where: str) -> None:
    settings.ROOT_URLCONF = __name__
    client = sign_in(ana)
    client.raise_request_exception = False
    response = client.get(where, headers={"X-Request-ID": "the-request-0001"})
    assert response.status_code == 500
    assert response.headers["X-Request-ID"] == "the-request-0001"
    assert_safe(response, where)
    assert b"nobody outside" not in response.content
    assert response.headers["Content-Type"].startswith("application/json" if "api" in where else "text/html")


@pytest.mark.parametrize("where", ["/sign-in/", "/settings/", "/api/items", "/oauth/token"])
def test_an_unknown_host_answers_safely(settings: Settings, where: str) -> None:
    settings.ALLOWED_HOSTS = ["conexiones.example"]
    response = Client(raise_request_exception=False).get(where, headers={"host": "evil.example"})
    assert response.status_code == 400
    assert_safe(response, where)
    assert b"evil.example" not in response.content


def test_a_form_from_elsewhere_answers_safely(ana: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies.load({name: morsel.value for name, morsel in sign_in(ana).cookies.items()})
    response = client.post("/settings/api-connections/key/create/", headers={"Origin": "https://evil.example"})
    assert response.status_code == 403
    assert_safe(response, "a form from elsewhere")


@pytest.mark.parametrize("asked", [{"client_id": "nobody"}, {"redirect_uri": "https://evil.example/"}])
def test_an_app_that_asks_wrongly_answers_safely(account: Account, ana: User, asked: dict[str, str]) -> None:
    response = flow.ask(flow.browser(ana), new_code_consumer(account), **asked)
    assert response.status_code == 400
    assert_safe(response, str(asked))


def test_R059_only_the_consent_page_may_send_its_form_elsewhere(account: Account, ana: User) -> None:
    response = flow.ask(flow.browser(ana), new_code_consumer(account))
    assert response.status_code == 200
    assert policy_of(response)["form-action"] == "'self' https://app.example"
    assert_safe(response, "consent")


def test_an_answer_to_a_program_is_safe_whatever_it_says(account: Account) -> None:
    bearer = new_access_token(new_code_consumer(account).owner)
    answers = [
        Program(bearer).get("/api/items"),
        Program(bearer).get("/api/items/NOTHING"),
        Program("garbage").get("/api/items"),
        Program().call("POST", "/oauth/token", "grant_type=client_credentials", kind=flow.FORM),
        Program().call("POST", "/oauth/token", "{}", kind="application/json"),
    ]
    for response in answers:
        assert_safe(response, str(response.status_code))


@pytest.mark.parametrize(
    "where", ["/static/css/app.css", "/static/js/app.js", "/static/icons.svg", "/static/nothing.css"]
)
def test_a_file_carries_a_request_id_too(where: str) -> None:
    response: Any = Client().get(where, headers={"X-Request-ID": "the-request-0001"})
    assert response.headers["X-Request-ID"] == "the-request-0001"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    response.close()


def test_without_a_database_health_is_told_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise OperationalError("could not connect to the secret host")

    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", refuse)
    ready, alive = Client().get("/readyz"), Client().get("/healthz")
    monkeypatch.undo()
    assert (ready.status_code, alive.status_code) == (503, 200)
    assert ready.json()["checks"]["database"] == "unreachable"
    assert b"secret host" not in ready.content
    for response in (ready, alive):
        assert_safe(response, "health")
