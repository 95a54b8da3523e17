"""/api/general: what the account is called and how everything in it is written, lent by a Super Administrator."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from apps.accounts.models import Account, User
from apps.audit.models import Transaction
from tests.api.helpers import Program, invalid, lent_token, new_access_token, token_for
from tests.factories import GroupFactory, new_consumer
from tests.pictures import png

PATH = "/api/general"


@pytest.fixture
def program(ana: User) -> Program:
    return Program(lent_token(ana, ["general:view", "general:edit"]))


def test_it_gives_what_the_screen_shows(program: Program) -> None:
    body = program.get(PATH).json()
    assert body["data"] == {
        "name": "Aguas del Valle", "number": 477, "language": "en", "time_zone": "UTC", "date_format": "language",
        "time_format": "24", "first_day_of_week": 1, "logo_alt": "", "logo": None,
    }  # fmt: skip


def test_what_the_body_names_is_changed_and_on_the_record_under_the_person(program: Program, account: Account) -> None:
    sent = {"name": "Aguas", "time_zone": "America/Bogota", "date_format": "day_first", "first_day_of_week": "7"}
    assert (
        program.call("PUT", PATH, sent).json()["data"] | sent | {"first_day_of_week": 7}
        == program.get(PATH).json()["data"]
    )
    account.refresh_from_db()
    assert (account.name, account.first_day_of_week, account.language) == ("Aguas", 7, "en")
    entry = Transaction.objects.get(action="account_changed")
    assert (entry.actor_email, entry.changes["time_zone"]) == ("ana@aguas.example", ["UTC", "America/Bogota"])


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"time_zone": "Nowhere/Town"}, "time_zone"),
        ({"date_format": "x"}, "date_format"),
        ({"first_day_of_week": 2}, "first_day_of_week"),
        ({"name": ""}, "name"),
        ({"number": 5}, "number"),
        ({"enabled_modules": []}, "enabled_modules"),
        ({"logo": base64.b64encode(b"GIF89a").decode()}, "logo"),
        ({"logo": "no base64!"}, "logo"),
    ],
)
def test_what_cannot_be_is_refused_by_its_name(program: Program, account: Account, sent: Any, field: str) -> None:
    answer = program.call("PUT", PATH, sent)
    assert (answer.status_code, set(invalid(answer))) == (400, {field})
    assert not Transaction.objects.filter(action="account_changed").exists()


def test_a_logo_comes_in_base64_and_goes_with_null(program: Program, account: Account) -> None:
    sent = {"logo": base64.b64encode(png(60, 20)).decode(), "logo_alt": "Gota azul"}
    logo = program.call("PUT", PATH, sent).json()["data"]["logo"]
    account.refresh_from_db()
    assert (logo["content_type"], logo["width"], logo["height"]) == ("image/png", 60, 20)
    assert logo["url"].endswith(f"/logo/{account.logo}")
    # Who sends back what was read changes nothing.
    assert program.call("PUT", PATH, program.get(PATH).json()["data"]).status_code == 200
    assert program.call("PUT", PATH, {"logo": None}).json()["data"]["logo"] is None


def test_who_read_something_else_meanwhile_changes_nothing(program: Program, account: Account) -> None:
    tag = program.get(PATH)["ETag"]
    assert program.call("PUT", PATH, {"name": "Una"}, **{"If-Match": tag}).status_code == 200
    assert program.call("PUT", PATH, {"name": "Otra"}, **{"If-Match": tag}).status_code == 412
    account.refresh_from_db()
    assert account.name == "Una"


def test_no_group_and_no_program_by_itself_carries_it(account: Account) -> None:
    group = GroupFactory.create(account=account, permissions=["general:view", "general:edit"])
    program = Program(new_access_token(new_consumer(account, permission_group=group).owner))
    assert (program.get(PATH).status_code, program.call("PUT", PATH, {"name": "x"}).status_code) == (403, 403)
    assert Program(token_for(account)).get(PATH).status_code == 403


def test_each_account_has_its_own(carla: User, account: Account) -> None:
    theirs = Program(lent_token(carla, ["general:view", "general:edit"]))
    assert theirs.get(PATH).json()["data"]["number"] == 512
    theirs.call("PUT", PATH, {"name": "Molinos"})
    account.refresh_from_db()
    assert account.name == "Aguas del Valle"
