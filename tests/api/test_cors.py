"""Web pages of other origins read nothing, but for those that the calling consumer names (Fetch standard, CORS)."""

from typing import Any

import pytest
from django.db import OperationalError, connection

from apps.accounts.models import Account
from apps.connections.models import Consumer
from tests.api.hawk_helpers import Signer, send
from tests.api.helpers import Program, new_access_token
from tests.factories import new_consumer

OURS, OTHERS, UNKNOWN = "https://panel.example", "https://other.example", "https://evil.example"


@pytest.fixture
def page(account: Account) -> Program:
    """A page of OURS; another consumer names OTHERS."""
    new_consumer(account, allowed_origins=OTHERS)
    consumer = new_consumer(account, allowed_origins=f"{OURS}\nhttps://second.example").owner
    return Program(new_access_token(consumer))


def opened(response: Any) -> str | None:
    assert "Access-Control-Allow-Credentials" not in response
    assert "Origin" in response["Vary"]
    found: str | None = response.get("Access-Control-Allow-Origin")
    return found


def preflight(path: str = "/api/items", origin: str = OURS, method: str = "PUT") -> Any:
    headers = {"Origin": origin, "Access-Control-Request-Method": method}
    return Program().call("OPTIONS", path, **headers)


@pytest.mark.parametrize("path", ["/api/items", "/api/me", "/api/items/NONE", "/api/items?limit=x"])
def test_R031_a_page_of_the_calling_consumer_reads_the_answer(page: Program, path: str) -> None:
    response = page.get(path, Origin=OURS)
    assert opened(response) == OURS
    assert "ratelimit-remaining" in response["Access-Control-Expose-Headers"]


@pytest.mark.parametrize("origin", [OTHERS, UNKNOWN, "null", "", f"{OURS}/", f"{OURS}.evil.example", OURS.upper(), "*"])
def test_R031_pages_of_other_origins_read_nothing(page: Program, origin: str) -> None:
    assert opened(page.get("/api/items", Origin=origin)) is None


def test_R031_a_call_from_no_page_is_told_nothing_of_origins(page: Program) -> None:
    response = page.get("/api/items")
    assert opened(response) is None
    assert not [name for name in response.headers if name.startswith("Access-Control")]


def test_R031_a_signed_call_is_no_pages(account: Account, page: Program, signer: Signer) -> None:
    assert opened(send("GET", "/api/items", signer.sign("GET", "/api/items"), HTTP_ORIGIN=OURS)) is None


def test_a_page_whose_token_has_ended_may_read_that(page: Program) -> None:
    dead = Program("cnxat_nonsense").get("/api/items", Origin=OURS)
    assert (dead.status_code, opened(dead)) == (401, OURS)
    assert opened(Program("cnxat_nonsense").get("/api/items", Origin=UNKNOWN)) is None


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize("origin", [OURS, OTHERS, "https://second.example"])
def test_R031_a_preflight_is_answered_to_an_origin_that_some_consumer_names(origin: str) -> None:
    response = preflight(origin=origin)
    assert (response.status_code, response.content, opened(response)) == (204, b"", origin)
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, POST, PUT"
    assert {"Authorization", "If-Match", "Idempotency-Key"} <= set(response["Access-Control-Allow-Headers"].split(", "))
    assert preflight("/api/me").headers["Access-Control-Allow-Methods"] == "GET, HEAD"


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize("origin", [UNKNOWN, "null", "https://panel", "panel.example", f"{OURS} {OTHERS}", "%"])
def test_R031_a_preflight_of_another_origin_is_a_request_without_credentials(origin: str) -> None:
    response = preflight(origin=origin)
    assert (response.status_code, opened(response)) == (401, None)


@pytest.mark.usefixtures("page")
def test_R031_an_origin_of_a_consumer_that_is_disabled_is_unknown() -> None:
    Consumer.objects.update(is_enabled=False)
    assert preflight().status_code == 401


@pytest.mark.usefixtures("page")
def test_options_without_a_preflight_stays_refused(account: Account) -> None:
    assert Program().call("OPTIONS", "/api/items", Origin=OURS).status_code == 401


def test_without_a_database_a_preflight_is_answered_as_everything_else(page: Program) -> None:
    def failing(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        raise OperationalError("gone")

    with connection.execute_wrapper(failing):
        asked, dead = preflight(), page.get("/api/items", Origin=OURS)
    assert (asked.status_code, dead.status_code) == (401, 503)
    assert opened(asked) is None
    assert dead.json()["code"] == "unavailable"
