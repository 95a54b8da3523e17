"""What holds at all three doors, for every URL of the resolver: who is let in, by which method, with which headers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import OperationalError, transaction
from django.test import Client
from django.urls import include, path, reverse
from pytest_django import Settings

from apps.accounts.models import Account, User
from apps.common import request_id
from apps.connections.models import Authorization, Consumer
from apps.connections.services.authorizations import grant_authorization
from tests.addresses import Address, every_address
from tests.api.hawk_helpers import Signer
from tests.api.helpers import Program, new_access_token, new_item, token_for
from tests.conftest import sign_in
from tests.factories import TESTER, new_api_key, new_code_consumer
from tests.oauth import flow

ADDRESSES = every_address()
POLICY = {
    "default-src": "'self'", "base-uri": "'none'", "object-src": "'none'", "form-action": "'self'",
    "frame-ancestors": "'none'",
}  # fmt: skip
HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
INLINE = ("onc", "onl", "one", "ons", "oni", "onf", "onk", "onm", "onp", "hx-on")
"""How attributes begin that hold a program."""

pytestmark = pytest.mark.django_db


def fail(request: Any) -> Any:
    raise RuntimeError("the detail that nobody outside may read")


# The project with two addresses that fail, for the tests of what an error carries.
handler400, handler403 = "apps.settings.errors.bad_request", "apps.settings.errors.forbidden"
handler404, handler500 = "apps.settings.errors.not_found", "apps.settings.errors.server_error"
urlpatterns = [path("broken/", fail), path("api/broken", fail), path("", include("config.urls"))]


@pytest.fixture
def rows(account: Account, ana: User, bruno: User) -> Account:
    """A row for every address that needs one."""
    new_item(account, "BOMBA-1")
    new_api_key(account)
    grant_authorization(consumer=new_code_consumer(account).owner, user=ana, scopes=["items:view"], by=TESTER)
    return account


@contextmanager
def undone() -> Iterator[None]:
    point = transaction.savepoint()
    yield
    transaction.savepoint_rollback(point)


def one_path(address: Address, account: Account) -> str:
    return address.paths(account)[0]


# --- who is let in by the doors for programs -------------------------------------------------------------------------

PROGRAMS = ("nobody", "a person's session", "a token", "a token without permissions", "a dead token", "a key pair")
PUBLIC = {"oauth:authorization-server", "oauth:protected-resource"}
OF_THE_API = [address for address in ADDRESSES if re.match("items|me$|unknown", address.name)]
FOR_CLIENTS = [
    address for address in ADDRESSES if address.name in ("oauth:token", "oauth:revoke-token", "oauth:introspect")
]


def ask_as(who: str, account: Account, ana: User) -> Any:
    """Something that asks `(method, path)` as `who`."""
    if who == "a person's session":
        return sign_in(ana).generic
    if who == "a key pair":
        pair = new_api_key(account)
        return Signer(pair.owner.key, pair.plain).call
    tokens = {"a token": ["items:view"], "a token without permissions": ["items:reports"]}
    if who in tokens:
        return Program(token_for(account, tokens[who])).call
    dead = token_for(account)
    Consumer.objects.update(is_enabled=False)
    return Program(dead if who == "a dead token" else "").call


def expected_of_api(who: str, method: str, name: str) -> set[int]:
    if name == "unknown":
        return {404}
    if who in ("nobody", "a person's session", "a dead token"):
        return {401}
    if name == "me":
        return {200} if method == "GET" else {405}
    if method == "GET":
        return {403} if who == "a token without permissions" else {200}
    # Nothing is in the body: whoever may write is told so, or has changed nothing.
    return {200, 400, 405} if who == "a key pair" else {403, 405}


@pytest.mark.parametrize("who", PROGRAMS)
def test_the_api_lets_in_a_token_or_a_signature_and_nobody_else(account: Account, ana: User, who: str) -> None:
    new_item(account, "BOMBA-1")
    ask, wrong = ask_as(who, account, ana), []
    for address in OF_THE_API:
        for where in (one_path(address, account), one_path(address, account).rstrip("/") + "/"):
            for method in ("GET", "POST", "PUT", "DELETE"):
                status = ask(method, where).status_code
                if status not in expected_of_api(who, method, address.name):
                    wrong.append(f"{who}: {method} {where} answers {status}")
    assert wrong == []


@pytest.mark.parametrize("who", PROGRAMS)
@pytest.mark.parametrize("address", FOR_CLIENTS, ids=str)
def test_the_oauth_door_lets_in_a_client_and_nobody_else(
    account: Account, ana: User, address: Address, who: str
) -> None:
    ask = ask_as(who, account, ana)
    assert ask("GET", one_path(address, account)).status_code == 405
    assert ask("POST", one_path(address, account)).status_code in (400, 401)


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_the_metadata_is_for_everybody(account: Account, name: str) -> None:
    address = next(address for address in ADDRESSES if address.name == name)
    assert Client().get(one_path(address, account)).status_code == 200
    assert Client().post(one_path(address, account)).status_code == 405


def test_every_address_for_programs_is_in_a_table() -> None:
    known = {*PUBLIC, *(address.name for address in (*OF_THE_API, *FOR_CLIENTS)), "oauth:authorize"}
    resolved = {address.name for address in ADDRESSES if is_for_programs(address)}
    assert resolved == known


def is_for_programs(address: Address) -> bool:
    return address.name.startswith("oauth:") or (not address.name.startswith("settings:") and is_in_api(address))


def is_in_api(address: Address) -> bool:
    arguments = dict.fromkeys(address.needs, "1")
    return reverse(address.name, kwargs=arguments).startswith("/api/")


# --- other methods ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "HEAD", "BREW"])
def test_other_methods_do_nothing_and_break_nothing(rows: Account, ana: User, method: str) -> None:
    client = sign_in(ana)
    before = _state(rows)
    for address in ADDRESSES:
        response = client.generic(method, one_path(address, rows))
        assert response.status_code < 500, address
    assert _state(rows) == before


def test_a_header_does_not_change_the_method(rows: Account, ana: User) -> None:
    client, before = sign_in(ana), _state(rows)
    for address in ADDRESSES:
        for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
            client.get(one_path(address, rows), headers={name: "POST"})
    assert _state(rows) == before


def _state(account: Account) -> list[Any]:
    return [
        list(Consumer.objects.of(account).values("pk", "name", "is_enabled")),
        list(Authorization.objects.of(account).values("pk", "scope", "revoked_at")),
        list(User.objects.of(account).order_by("pk").values("pk", "name", "role", "is_active", "password", "language")),
    ]


# --- what every answer carries ----------------------------------------------------------------------------------------


def assert_safe(response: Any, where: str) -> None:
    """Its name, a policy with nothing unsafe, and nothing inline."""
    assert request_id.ACCEPTABLE.fullmatch(response.headers["X-Request-ID"]), where
    policy = policy_of(response)
    # Whoever agrees on the consent page is sent to the app's callback, which the browser holds against form-action.
    assert policy | {"form-action": policy["form-action"].split()[0]} == POLICY, where
    # The metadata is for apps of every origin.
    shared = {"Cross-Origin-Resource-Policy": "cross-origin"} if where.startswith("GET /.well-known/") else {}
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS | shared, where
    assert "Server" not in response.headers
    if response.headers.get("Content-Type", "").startswith("text/html"):
        assert inline_parts(response.content.decode()) == [], where


def policy_of(response: Any) -> dict[str, str]:
    directives = response.headers["Content-Security-Policy"].split(";")
    return {name: value for name, _, value in (directive.strip().partition(" ") for directive in directives)}


class Inline(HTMLParser):
    """Collects what the policy would have to allow, or would stop."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "style" or name.startswith(INLINE):
                self.found.append(f"<{tag} {name}>")
            if (value or "").strip().lower().startswith(("javascript:", "data:")):
                self.found.append(f"<{tag} {name}={value}>")
            if tag in ("script", "link", "img", "iframe", "use") and (value or "").startswith(
                ("http:", "https:", "//")
            ):
                self.found.append(f"<{tag} {name}={value}>")
        if tag == "style" or (tag == "script" and "src" not in dict(attrs)):
            self.found.append(f"<{tag}>")


def inline_parts(html: str) -> list[str]:
    parser = Inline()
    parser.feed(html)
    return parser.found


@pytest.mark.parametrize("who", ["nobody", "ana", "operator"])
def test_every_answer_is_safe(rows: Account, ana: User, operator: User, who: str) -> None:
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
                assert response.headers["Cache-Control"].startswith(("no-store", "max-age=0, no-cache, no-store")), (
                    where
                )


@pytest.mark.parametrize("where", ["/nothing/", "/api/nothing", "/oauth/nothing", "/settings/nothing/", "/settings"])
def test_an_address_that_does_not_exist_answers_safely(where: str) -> None:
    response = Client().get(where)
    assert response.status_code == 404
    assert_safe(response, where)


@pytest.mark.parametrize("where", ["/broken/", "/api/broken"])
def test_a_fault_of_ours_answers_safely_and_tells_nothing(settings: Settings, ana: User, where: str) -> None:
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


def test_only_the_consent_page_may_send_its_form_elsewhere(account: Account, ana: User) -> None:
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
