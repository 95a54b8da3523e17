"""/guest_portal, and what its form brings to /work_requests."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import Account
from apps.audit.models import Transaction
from apps.company.models import GuestPortal
from tests.api.helpers import Program, token_for
from tests.guests import open_portal, path_of, send

PATH = "/api/guest_portal"


@pytest.fixture
def program(account: Account) -> Program:
    names = ("guest_portal", "work_requests")
    return Program(token_for(account, [f"{name}:{action}" for name in names for action in ("view", "add", "edit")]))


def row(response: Any, status: int = 200) -> dict[str, Any]:
    assert response.status_code == status, response.content
    found: dict[str, Any] = response.json()["data"][0]
    return found


def test_before_anything_is_configured_it_is_closed_and_has_no_link(program: Program) -> None:
    found = row(program.get(PATH))
    assert (found["is_open"], found["made_at"], found["files"], found["most_files"]) == (False, None, "optional", 3)
    assert not GuestPortal.objects.exists()


def test_it_is_opened_and_changed_and_says_so(program: Program, account: Account) -> None:
    sent = {"is_open": True, "files": "required", "most_files": "5", "welcome_pt_br": "Olá"}
    found = row(program.put(PATH, sent))
    assert {name: found[name] for name in sent} == sent | {"most_files": 5}
    assert row(program.get(PATH)) == found
    assert row(program.put(PATH, found)) == found
    assert Transaction.objects.filter(module="guest_portal").count() == 2


@pytest.mark.parametrize(
    "wrong",
    [{"files": "sometimes"}, {"is_urgent": "required"}, {"most_files": 6}, {"digest": "x"}, {"link": "x"},
     {"welcome_en": "\u202e"}, {"is_open": "perhaps"}],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_is_refused_by_name(program: Program, wrong: dict[str, Any]) -> None:
    response = program.put(PATH, wrong)
    assert response.status_code == 400
    (entry,) = response.json()["data"][0]["invalid_fields"]
    assert [entry["field"]] == list(wrong)


def test_a_new_link_stands_in_the_answer_that_made_it_and_in_no_other(program: Program, account: Account) -> None:
    old = path_of(open_portal(account))
    assert program.post(PATH, {}).status_code == program.post(PATH, {"reset": False}).status_code == 400
    assert Client().get(old).status_code == 200
    link = row(program.post(PATH, {"reset": True}), 201)["link"]
    assert Client().get(link.removeprefix("http://localhost")).status_code == 200
    assert Client().get(old).status_code == 404
    token = link.split("/")[-2]
    for response in (program.get(PATH), program.put(PATH, {"most_files": 2})):
        assert token not in response.content.decode()
    assert program.post(PATH, {"reset": True, "link": "mine"}).status_code == 400


def test_a_guests_request_is_one_like_any_other(program: Program, account: Account) -> None:
    send(open_portal(account), telephone_requested_by="555 12", reported_location="Baño 2")
    found = row(program.get("/api/work_requests"))
    assert (found["id_status"], found["requests_x_status_description"]) == (13, "GUEST_PORTAL")
    assert (found["user_code"], found["accounts_name"]) == (None, "")
    assert (found["telephone_requested_by"], found["reported_location"]) == ("555 12", "Baño 2")
    path = f"/api/work_requests/{found['id']}"
    assert row(program.put(path, {"id_status": 1}))["id_status"] == 1


def test_a_program_can_say_telephone_and_place_too(program: Program, account: Account) -> None:
    send(open_portal(account))
    number = row(program.get("/api/work_requests"))["id"]
    told = {"telephone_requested_by": "555 13", "reported_location": "Patio"}
    assert told.items() <= row(program.put(f"/api/work_requests/{number}", told)).items()
