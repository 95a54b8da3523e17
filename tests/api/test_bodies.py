"""Bodies: JSON, form and multipart, and everything that pretends to be one."""

import json
import time
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from apps.accounts.models import Account
from apps.maintenance.models import Item
from tests.api.helpers import Program, token_for

NEW = {"code": "EQ 1", "id_type_item": "2", "field_1": "Bomba ñ", "active": "false"}
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
MULTIPART = "\r\n".join(
    [*(f'--b\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}' for k, v in NEW.items()), "--b--", ""]
)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (JSON, json.dumps(NEW)),
        ("application/json; charset=utf-8", json.dumps(NEW)),
        ("application/json; charset=klingon", json.dumps(NEW)),
        ("application/vnd.api+json", json.dumps(NEW)),
        (FORM, urlencode(NEW)),
        (f"{FORM}; charset=UTF-8", urlencode(NEW)),
        ("multipart/form-data; boundary=b", MULTIPART),
        (f"{JSON}, {FORM}", json.dumps(NEW)),
        (f"{FORM}, {JSON}", json.dumps(NEW)),
        (f"{JSON}, {FORM}", urlencode(NEW)),
        (f"{JSON},{JSON}", json.dumps(NEW)),
        (FORM, json.dumps(NEW)),
        (JSON, urlencode(NEW)),
    ],
)
def test_a_body_is_read_in_each_form_also_under_two_content_types(program: Program, kind: str, body: str) -> None:
    response = program.post("/api/items", body, kind=kind)
    assert response.status_code == 201, response.content
    item = Item.objects.get()
    assert (item.code, item.item_type, item.field_1, item.active) == ("EQ 1", 2, "Bomba ñ", False)


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "text/html", "image/png", "nonsense", "x" * 5000])
def test_R092_R044_other_media_types_are_415(program: Program, kind: str) -> None:
    response = program.post("/api/items", json.dumps(NEW), kind=kind)
    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")


def test_R094_a_field_given_twice_among_very_many_is_named_at_once(program: Program) -> None:
    many = ", ".join(f'"{number}": 1' for number in range(50_000))
    started = time.process_time()
    response = program.post("/api/items", f'{{{many}, "7": 1}}')
    assert response.json()["data"][0]["invalid_fields"] == [
        {"field": "7", "field_message": "This field is given twice."}
    ]
    assert time.process_time() - started < 5


MALFORMED: list[Any] = [
    "{", "nothing", '{"code": NaN}', '{"weight": Infinity}', '{"weight": 1e999}', "[]", "[1]", '"text"', "12", "null",
    b"\xff\xfe", b'{"code": "\xff"}', '{"code": ' + "[" * 100_000 + "]" * 100_000 + "}", "[" * 100_000,
    '{"a":' * 5000 + "1" + "}" * 5000, '{"code": ' + "[" * 70 + "]" * 70 + "}", '{"weight": ' + "9" * 5000 + "}",
]  # fmt: skip


@pytest.mark.parametrize("body", MALFORMED, ids=range(len(MALFORMED)))
def test_R094_bad_json_and_depth_bombs_are_400(program: Program, body: Any) -> None:
    response = program.post("/api/items", body)
    assert (response.status_code, response.json()["code"]) == (400, "malformed")


@pytest.mark.parametrize("name", ["\\ud800", "a\\u0000b", "x" * 5000, "<script>", "ñ"])
def test_R094_a_strange_name_of_a_field_is_400(program: Program, name: str) -> None:
    response = program.post("/api/items", f'{{"{name}": 1}}')
    assert (response.status_code, response.json()["code"]) == (400, "invalid_fields")


@pytest.mark.parametrize("value", ["\\ud800", "a\\u0000b", "\\udfff\\ud800"])
def test_R094_text_that_no_database_holds_is_400(program: Program, value: str) -> None:
    body = json.dumps(NEW).replace("EQ 1", value)
    assert program.post("/api/items", body).status_code == 400
    assert program.post("/api/items", json.dumps(NEW | {"notes": "@"}).replace("@", value)).status_code == 400
    assert not Item.objects.exists()


def test_R094_sixty_four_levels_are_read_and_no_more(program: Program) -> None:
    def code_of(depth: int) -> str:
        body = '{"code": ' + "[" * depth + "]" * depth + "}"
        return str(program.post("/api/items", body).json()["code"])

    assert (code_of(62), code_of(65)) == ("invalid_fields", "malformed")


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (FORM, b"code=%FF"),
        (FORM, b"code=\xff"),
        (FORM, "&".join(f"a{n}=1" for n in range(101)).encode()),
        ("multipart/form-data", MULTIPART.encode()),
        ("multipart/form-data; boundary=other", MULTIPART.encode()),
    ],
)
def test_R094_bad_forms_are_400(program: Program, kind: str, body: bytes) -> None:
    assert program.post("/api/items", body, kind=kind).status_code == 400


@pytest.mark.parametrize(
    ("kind", "body"),
    [(JSON, '{"code": "A", "code": "B"}'), (FORM, "code=A&code=B")],
)
def test_R093_a_field_that_is_given_twice_is_refused_by_name(program: Program, kind: str, body: str) -> None:
    response = program.post("/api/items", body, kind=kind)
    assert response.json()["data"][0]["invalid_fields"][0]["field"] == "code"


def test_a_file_is_refused_by_name(program: Program) -> None:
    part = '--b\r\nContent-Disposition: form-data; name="plan"; filename="a.txt"\r\n\r\nx\r\n--b--\r\n'
    for name in ("plan", "code"):
        response = program.post("/api/items", part.replace("plan", name), kind="multipart/form-data; boundary=b")
        assert name in {entry["field"] for entry in response.json()["data"][0]["invalid_fields"]}


def test_R094_a_body_over_a_megabyte_is_413(program: Program) -> None:
    response = program.post("/api/items", json.dumps(NEW | {"notes": "x" * 1_100_000}))
    assert (response.status_code, response.json()["code"]) == (413, "too_large")


def test_R075_a_compressed_body_is_415(program: Program) -> None:
    assert program.post("/api/items", NEW, **{"Content-Encoding": "gzip"}).status_code == 415


def test_a_chunked_body_is_411(program: Program) -> None:
    response = program.post("/api/items", NEW, **{"Transfer-Encoding": "chunked"})
    assert (response.status_code, response.json()["code"]) == (411, "length_required")


def test_no_body_at_all_is_a_body_without_fields(program: Program) -> None:
    assert program.post("/api/items").json()["code"] == "invalid_fields"


@pytest.mark.parametrize(("body", "status"), [(b"--x\r\n-5e-324--x--\r\n", 400), (b"--x--\r\n", 200)])
def test_what_is_no_part_of_a_form_is_not_taken_for_an_empty_one(account: Account, body: bytes, status: int) -> None:
    token = token_for(account, ["financial:view", "financial:edit"])
    answer = Client().generic(
        "PUT", "/api/financial", body, "multipart/form-data; boundary=x", headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == status
