"""The error pages: in the portal's frame for people, JSON for programs, and never in need of the database."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import include, path
from django.utils import translation

from apps.accounts.models import User
from apps.accounts.permissions import Reason, Refusal
from apps.settings import errors
from tests.conftest import sign_in


def fail_with(error: Exception) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return view


handler400, handler403 = "apps.settings.errors.bad_request", "apps.settings.errors.forbidden"
handler404, handler500 = "apps.settings.errors.not_found", "apps.settings.errors.server_error"
urlpatterns = [
    path("", include("config.urls")),
    path("broken/", fail_with(RuntimeError("the secret detail"))),
    path("down/", fail_with(OperationalError("the secret host"))),
    path("odd/", fail_with(SuspiciousOperation("the secret detail"))),
    path("closed/", fail_with(PermissionDenied())),
]


@pytest.fixture(autouse=True)
def pages_that_fail(settings) -> None:  # type: ignore[no-untyped-def]
    settings.ROOT_URLCONF = __name__


def get(url: str, client: Client | None = None) -> HttpResponse:
    client = client or Client()
    client.raise_request_exception = False
    return client.get(url, headers={"accept-language": "en"})  # type: ignore[return-value]


@contextmanager
def no_database(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(*args: object, **kwargs: object) -> None:
        raise OperationalError("the database is away")

    with monkeypatch.context() as patched:
        patched.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", refuse)
        patched.setattr("apps.common.prepared._done", refuse)
        yield


@pytest.mark.parametrize(
    ("url", "status", "words"),
    [
        ("/nowhere/", 404, "does not exist"),
        ("/closed/", 403, "may not open this"),
        ("/odd/", 400, "Bad request"),
        ("/broken/", 500, "Something went wrong"),
        ("/down/", 503, "Not available at the moment"),
    ],
)
def test_an_error_is_a_page_in_the_frame(db: None, url: str, status: int, words: str) -> None:
    answer = get(url)
    page = answer.content.decode()
    assert answer.status_code == status
    assert words in page
    assert 'class="card' in page
    assert "secret" not in page


def test_an_error_page_of_the_server_names_the_request(db: None) -> None:
    answer = get("/broken/")
    assert answer["X-Request-ID"] in answer.content.decode()


def test_a_database_that_is_away_is_answered_with_503_and_when_to_come_back(
    ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(ana)
    with no_database(monkeypatch):
        answer = get("/settings/", client)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "Nothing was saved" in answer.content.decode()


@pytest.mark.parametrize("url", ["/nowhere/", "/broken/"])
@pytest.mark.parametrize(("language", "heading"), [("es", 'lang="es"'), ("pt-br", 'lang="pt-br"'), ("en", 'lang="en"')])
def test_error_pages_speak_three_languages(db: None, url: str, language: str, heading: str) -> None:
    client = Client(raise_request_exception=False)
    assert heading in client.get(url, headers={"accept-language": language}).content.decode()


def test_a_program_gets_json() -> None:
    answer = errors.server_error(RequestFactory().get("/api/items"))
    body = json.loads(answer.content)
    assert answer.status_code == 500
    assert body["success"] is False
    assert body["code"] == "server_error"
    assert body["data"] == [{"ERROR": body["message"]}]


@pytest.mark.parametrize("handler", [errors.bad_request, errors.forbidden, errors.not_found])
def test_every_handler_has_an_answer_for_programs(handler: object) -> None:
    answer = handler(RequestFactory().get("/api/nothing"), Exception())  # type: ignore[operator]
    assert answer["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (Reason.PERMISSION_MISSING, "You need the permission “View” of Transactions Log."),
        (Reason.MODULE_DISABLED, "The module Transactions Log is not enabled in this account."),
        (Reason.NO_ACCOUNT, "This belongs to an account. Enter one first."),
        (Reason.ACCOUNT_SUSPENDED, "The account is suspended."),
    ],
)
def test_a_refusal_is_told_in_words(reason: Reason, words: str) -> None:
    with translation.override("en"):
        assert errors.reason_in_words(PermissionDenied(Refusal(reason, "transactions_log", "view"))) == words


def test_who_may_not_open_a_section_reads_what_is_missing(bruno: User) -> None:
    page = get("/settings/transactions-log/", sign_in(bruno)).content.decode()
    assert "You need the permission “View” of Transactions Log." in page
    assert bruno.email in page


def test_an_expired_form_says_so(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/sign-in/", {"login": "ana@aguas.example"}, headers={"accept-language": "en"})
    assert answer.status_code == 403
    assert "The form has expired" in answer.content.decode()
