"""The shape of answers and refusals: always JSON, whatever went wrong."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DataError, InterfaceError, OperationalError, connection

from apps.accounts.models import Account
from tests.api.helpers import Program, new_item, token_for

ERRORS: list[tuple[str, str, Any, int, str]] = [
    ("GET", "/api/items/NONE", None, 404, "not_found"),
    ("GET", "/api/nothing/here", None, 404, "not_found"),
    ("POST", "/api/nothing", {}, 404, "not_found"),
    ("GET", "/api/", None, 404, "not_found"),
    ("GET", "/api", None, 404, "not_found"),
    ("GET", "/api/items/%0A", None, 404, "not_found"),
    ("GET", "/api/items/%00", None, 404, "not_found"),
    ("GET", "/api/items/%FF%FE", None, 404, "not_found"),
    ("GET", "/api/it%0Aems", None, 404, "not_found"),
    ("DELETE", "/api/items", None, 405, "method_not_allowed"),
    ("PATCH", "/api/items/NONE", {}, 405, "method_not_allowed"),
    ("POST", "/api/items/EQ-1", {}, 405, "method_not_allowed"),
    ("OPTIONS", "/api/items", None, 405, "method_not_allowed"),
    ("POST", "/api/items", {"code": "EQ-1", "id_type_item": 2, "field_1": "Bomba"}, 409, "already_exists"),
    ("POST", "/api/items", {}, 400, "invalid_fields"),
    ("POST", "/api/items", "{", 400, "malformed"),
    ("GET", "/api/items?limit=x", None, 400, "invalid_fields"),
]


@pytest.mark.parametrize(("method", "path", "body", "status", "code"), ERRORS)
def test_R092_R063_every_error_is_json_in_the_envelope(
    account: Account, program: Program, method: str, path: str, body: Any, status: int, code: str
) -> None:
    new_item(account, "EQ-1")
    response = program.call(method, path, body, Accept="text/html")
    found = response.json()
    assert (response.status_code, response["Content-Type"]) == (status, "application/json")
    assert found["success"] is False
    assert found["code"] == code
    assert found["message"]
    assert found["data"] == [{"ERROR": found["message"]}] or "invalid_fields" in found["data"][0]
    assert response["Cache-Control"] == "no-store"


def test_a_success_says_its_status_as_text_and_the_full_count(account: Account, program: Program) -> None:
    new_item(account, "EQ-1")
    body = program.get("/api/items").json()
    assert (body["success"], body["message"], body["total"]) == (True, "200", 1)
    assert isinstance(body["data"], list)


def test_one_item_is_a_list_of_rows_too(account: Account, program: Program) -> None:
    new_item(account, "EQ-1")
    body = program.get("/api/items/EQ-1").json()
    assert [row["code"] for row in body["data"]] == ["EQ-1"]
    assert body["total"] == 1


def test_invalid_fields_are_named_each_with_its_message(program: Program) -> None:
    body = program.post("/api/items", {"id_type_item": "9", "field_1": "Bomba"}).json()
    fields = {entry["field"]: entry["field_message"] for entry in body["data"][0]["invalid_fields"]}
    assert fields == {"code": "This field is required."}


def test_405_says_what_is_allowed(program: Program) -> None:
    assert program.call("DELETE", "/api/items")["Allow"] == "GET, HEAD, POST, PUT"


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"])
def test_R032_method_override_does_nothing(program: Program, header: str) -> None:
    assert program.call("GET", "/api/items", **{header: "DELETE"}).status_code == 200


def test_a_get_with_a_json_content_type_and_no_body_is_normal(program: Program) -> None:
    assert program.call("GET", "/api/items", kind="application/json").status_code == 200


def test_head_answers_as_get(program: Program) -> None:
    response = program.call("HEAD", "/api/items")
    assert (response.status_code, response.content) == (200, b"")


LANGUAGES = [
    ("es", "Este campo es obligatorio."),
    ("es-CL,es;q=0.9,en;q=0.1", "Este campo es obligatorio."),
    ("pt-BR", "Este campo é obrigatório."),
    ("en", "This field is required."),
]


@pytest.mark.parametrize(("asked", "expected"), LANGUAGES)
def test_errors_are_in_the_language_that_the_caller_asks_for(program: Program, asked: str, expected: str) -> None:
    response = program.post("/api/items", {"id_type_item": "9"}, **{"Accept-Language": asked})
    assert response["Content-Language"] == asked[:2].replace("pt", "pt-br")
    assert expected in response.content.decode()


@pytest.mark.parametrize("asked", ["", "*", "xx", "de-DE"])
@pytest.mark.parametrize(("language", "expected"), [("es", LANGUAGES[0][1]), ("pt-br", LANGUAGES[2][1])])
def test_errors_are_in_the_language_of_the_account_for_whoever_asks_for_none_of_ours(
    account: Account, asked: str, language: str, expected: str
) -> None:
    Account.objects.filter(pk=account.pk).update(language=language)
    response = Program(token_for(account)).post("/api/items", {}, **{"Accept-Language": asked})
    assert response["Content-Language"] == language
    assert expected in response.content.decode()


def failing(error: Exception) -> Callable[..., Any]:
    def fail(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        raise error

    return fail


@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("closed")])
def test_R128_a_database_that_is_down_is_503_with_retry_after(program: Program, error: Exception) -> None:
    with connection.execute_wrapper(failing(error)):
        response = program.get("/api/items")
    assert response.status_code == 503
    assert response.json()["code"] == "unavailable"
    assert int(response["Retry-After"]) > 0
    assert program.get("/api/items").status_code == 200


def test_R094_what_the_database_cannot_hold_is_400(program: Program) -> None:
    with connection.execute_wrapper(failing(DataError("out of range"))):
        assert program.get("/api/items").status_code == 400


def test_R063_an_unexpected_error_is_500_with_its_request_id_and_nothing_else(program: Program) -> None:
    with connection.execute_wrapper(failing(RuntimeError("inner words"))):
        response = program.get("/api/items")
    body = response.json()
    assert (response.status_code, body["code"]) == (500, "server_error")
    assert response["X-Request-ID"] == body["data"][0]["request_id"]
    assert body["data"][0]["request_id"] in body["message"]
    assert "inner words" not in response.content.decode()
    assert not re.search(r"Traceback|File \"", response.content.decode())


@pytest.mark.django_db(transaction=True)
def test_a_failure_to_note_the_use_does_not_keep_anybody_from_reading(program: Program) -> None:
    def read_only(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("UPDATE"):
            raise OperationalError("disk full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(read_only):
        assert program.get("/api/items").status_code == 200
