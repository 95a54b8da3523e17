"""Addresses: with and without a slash, and codes of any kind."""

from urllib.parse import quote

import pytest

from apps.accounts.models import Account
from tests.api.helpers import Program, codes, new_item


@pytest.mark.parametrize(
    "path",
    ["/api/items", "/api/items/", "/api/items_details", "/api/items/EQ-1", "/api/items/EQ-1/", "/api/me", "/api/me/"],
)
def test_R092_with_and_without_a_slash_both_answer_with_no_redirect(
    account: Account, program: Program, path: str
) -> None:
    new_item(account, "EQ-1")
    assert program.get(path).status_code == 200


def test_R092_a_write_to_an_address_with_a_slash_is_not_redirected(program: Program) -> None:
    assert program.post("/api/items/", {"code": "A", "id_type_item": 2, "field_1": "B"}).status_code == 201


CODES = [
    "Planta Norte",
    "A/B",
    "A/B/C 1",
    "Caldera nº 3 ñandú",
    "水",
    "50%",
    "a?b#c",
    "a+b",
    "..",
    "A%2FB",
    "a;b=c,d",
    "'\"<>",
    "items",
    "A//B",
]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("slash", ["", "/"])
def test_a_code_is_percent_encoded_text(account: Account, program: Program, code: str, slash: str) -> None:
    new_item(account, code)
    new_item(account, "Z")
    path = f"/api/items/{quote(code, safe='')}{slash}"
    assert codes(program.get(path)) == [code]
    assert program.put(path, {"notes": "x"}).status_code == 200


def test_R096_codes_are_told_apart_by_case_and_accent(account: Account, program: Program) -> None:
    for code in ("bomba", "Bomba", "bómba"):
        new_item(account, code)
    assert codes(program.get("/api/items/b%C3%B3mba")) == ["bómba"]
    assert codes(program.get("/api/items/Bomba")) == ["Bomba"]


@pytest.mark.parametrize("code", ["1", "9" * 40, "x" * 3000, "1 OR 1=1", "%C3%28", "{code}", "None"])
def test_R096_a_strange_code_is_404(account: Account, program: Program, code: str) -> None:
    new_item(account, "EQ-1")
    assert program.get(f"/api/items/{code}").status_code == 404


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/nothing"])
def test_what_is_not_there_is_told_as_everything_else(db: None, path: str) -> None:
    answer = Program().get(path)
    assert (answer.status_code, answer.json()["success"]) == (404, False)
    assert {"ratelimit-limit", "Request-Call-Limit", "ratelimit-reset"} <= set(map(str, answer.headers))


@pytest.mark.parametrize("path", ["/oauth/nothing", "/oauth/", "/.well-known/nothing"])
def test_a_program_that_looks_for_an_endpoint_is_answered_in_json(db: None, path: str) -> None:
    answer = Program().get(path)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")
    assert answer.json()["error"] == "not_found"


def test_people_get_a_page(db: None) -> None:
    assert "text/html" in Program().get("/oauth/authorize/nothing")["Content-Type"]
