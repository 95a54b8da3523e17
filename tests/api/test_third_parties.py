"""/third_parties."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from apps.accounts.models import Account
from tests.api.helpers import Program, codes, token_for
from tests.meters import new_third_party


@pytest.fixture
def program(account: Account) -> Program:
    return Program(token_for(account, ["third_parties:view"]))


def test_a_row_has_exactly_the_fields_of_the_wire(account: Account, program: Program) -> None:
    row = new_third_party(account, "T-1", name="Rodamientos del Sur", city="Bogotá", email="ventas@rodasur.example")
    body = program.get("/api/third_parties").json()
    assert (body["success"], body["message"], body["total"]) == (True, "200", 1)
    assert body["data"] == [
        {
            "id": row.pk, "id_company": 477, "code": "T-1", "name": "Rodamientos del Sur", "id_third_party_type": [3],
            "third_party_type_description": "SUPPLIER", "identification": "", "email": "ventas@rodasur.example",
            "telephone_1": "", "telephone_2": "", "web_page": "", "address": "", "city": "Bogotá", "state": "",
            "country": "", "zip_code": "", "groups_1_desc": "", "groups_2_desc": "", "notes": "", "active": True,
        }
    ]  # fmt: skip
    assert program.get("/api/third_parties/T-1/").json() == body


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["A/1", "B", "C"]),
        ("code=B", ["B"]),
        ("city=Lima", ["B"]),
        ("active=false", ["C"]),
        ("id_third_party_type=4", ["C"]),
        ("name=Proveedor+B", ["B"]),
        ("start=1&limit=1", ["B"]),
        ("email=nadie@x.example", []),
    ],
)
def test_third_parties_are_found_by_what_they_are(
    account: Account, program: Program, query: str, expected: list[str]
) -> None:
    new_third_party(account, "C", active=False, third_party_type=4)
    new_third_party(account, "B", city="Lima")
    new_third_party(account, "A/1")
    assert codes(program.get(f"/api/third_parties?{query}")) == expected


def test_one_goes_by_its_code_and_nobody_elses(account: Account, other_account: Account, program: Program) -> None:
    new_third_party(account, "A/1")
    new_third_party(other_account, "T-9")
    assert codes(program.get("/api/third_parties/A%2F1")) == ["A/1"]
    assert program.get("/api/third_parties/T-9").status_code == 404


def test_a_code_is_once_in_an_account(account: Account, other_account: Account) -> None:
    new_third_party(account, "T-1")
    new_third_party(other_account, "T-1")
    with pytest.raises(IntegrityError), transaction.atomic():
        new_third_party(account, "T-1")


def test_it_is_only_read(program: Program) -> None:
    assert program.post("/api/third_parties", {"code": "X"}).status_code == 405
    assert program.put("/api/third_parties/X", {}).status_code == 405


def test_a_page_costs_the_same_however_many_there_are(
    account: Account, program: Program, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for number in range(5):
        new_third_party(account, f"T-{number}")
    program.get("/api/me")
    for query in ("start=4", ""):
        with django_assert_num_queries(3):  # the token, the meter of calls, the rows
            program.get(f"/api/third_parties?{query}")
