"""POST and PUT of items."""

from typing import Any

import pytest

from apps.accounts.models import Account, User
from apps.audit.models import Transaction
from apps.maintenance.models import Item, ItemType
from tests.api.helpers import Program, invalid, new_item, token_for, user_token

NEW = {"code": "EQ-1", "id_type_item": 2, "field_1": "Bomba"}
UNIT = {"unit_code": "UN", "unit_description": "Unidad"}


def test_a_new_item_answers_201_with_its_row(program: Program) -> None:
    response = program.post("/api/items", NEW)
    body = response.json()
    assert (response.status_code, body["message"], body["total"]) == (201, "201", 1)
    assert body["data"][0]["code"] == "EQ-1"
    assert body["data"][0]["description"] == "Bomba { EQ-1 }"
    assert program.get("/api/items/EQ-1").json()["data"] == body["data"]


def test_a_new_item_is_on_the_record_of_the_account_under_the_consumer(account: Account, program: Program) -> None:
    program.post("/api/items", NEW)
    entry = Transaction.objects.get(action="item_created")
    assert (entry.account, entry.module, entry.actor_kind) == (account, "items", "consumer")
    assert entry.changes["code"] == ["", "EQ-1"]


def test_an_existing_code_is_409(program: Program) -> None:
    program.post("/api/items", NEW)
    response = program.post("/api/items", NEW | {"field_1": "Otra"})
    assert (response.status_code, response.json()["code"]) == (409, "already_exists")
    assert Item.objects.get().field_1 == "Bomba"


def test_the_same_code_in_another_account_is_no_obstacle(other_account: Account, program: Program) -> None:
    new_item(other_account, "EQ-1")
    assert program.post("/api/items", NEW).status_code == 201


@pytest.mark.parametrize("name", ["code", "id_type_item", "field_1"])
def test_what_is_required_is_named_when_it_is_missing_or_blank(program: Program, name: str) -> None:
    assert name in invalid(program.post("/api/items", {k: v for k, v in NEW.items() if k != name}))
    assert name in invalid(program.post("/api/items", NEW | {name: ""}))
    assert name in invalid(program.post("/api/items", NEW | {name: None}))


@pytest.mark.parametrize("item_type", [3, 4])
def test_tools_and_parts_need_their_unit(program: Program, item_type: int) -> None:
    new = NEW | {"id_type_item": item_type}
    assert set(invalid(program.post("/api/items", new))) == set(UNIT)
    row = program.post("/api/items", new | UNIT).json()["data"][0]
    assert (row["units_code"], row["units_description"]) == ("UN", "Unidad")


@pytest.mark.parametrize(
    ("name", "sent", "expected"),
    [
        ("id_type_item", "2", 2),
        ("active", "false", False),
        ("active", "0", False),
        ("available", "true", True),
        ("is_serial_control", "True", True),
        ("weight", "2.5", 2.5),
        ("weight", 7, 7),
        ("weight", None, None),
        ("weight", "", None),
        ("notes", None, ""),
        ("notes", 12, "12"),
        ("notes", "ñ – 水 ", "ñ – 水"),
        ("groups_description", "Bombas", "Bombas"),
    ],
)
def test_strings_are_coerced(program: Program, name: str, sent: Any, expected: Any) -> None:
    response = program.post("/api/items", NEW | {name: sent})
    assert response.status_code == 201, response.content
    assert response.json()["data"][0][name] == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id_type_item", 9), ("id_type_item", "x"), ("id_type_item", True), ("id_type_item", 2.5),
        ("id_type_item", [2]), ("id_type_item", 10**30), ("active", "maybe"), ("active", None), ("active", [1]),
        ("weight", "NaN"), ("weight", "1e99"), ("weight", -10**20), ("weight", True), ("field_1", {"a": 1}),
        ("field_1", ["a"]), ("field_1", True), ("field_1", "x" * 256), ("field_1", "a\x00b"), ("field_1", "\ud800"),
        ("code", "a/"), ("code", "a\nb"), ("code", "x" * 101), ("notes", "x" * 5000), ("id_parent", 999),
        ("id_parent", "x"),
        ("code_parent_location", "NONE"), ("location_code", "NONE"),
    ],
)  # fmt: skip
def test_R094_a_wrong_value_is_refused_under_its_name(program: Program, name: str, value: Any) -> None:
    assert set(invalid(program.post("/api/items", NEW | {name: value}))) == {name}
    assert not Item.objects.exists()


@pytest.mark.parametrize(
    "name",
    ["account", "account_id", "id", "id_company", "location", "location_id", "pk", "nonsense", "parent_description"],
)
def test_R093_unknown_and_read_only_fields_are_refused_by_name(account: Account, program: Program, name: str) -> None:
    assert set(invalid(program.post("/api/items", NEW | {name: 1}))) == {name}
    new_item(account, "EQ-9")
    assert set(invalid(program.put("/api/items/EQ-9", {name: "x"}))) == {name}


def test_the_older_names_of_fields_come_in_too(program: Program) -> None:
    old = {"group": "Bombas", "group_1": "A", "group_2": "B", "priorities": "Alta"}
    row = program.post("/api/items", NEW | old).json()["data"][0]
    assert (row["groups_description"], row["groups_2_description"], row["priorities_description"]) == (
        "Bombas",
        "B",
        "Alta",
    )


def test_one_field_under_two_names_is_refused(program: Program) -> None:
    assert set(invalid(program.post("/api/items", NEW | {"group": "A", "groups_description": "B"}))) == {
        "groups_description"
    }


@pytest.mark.parametrize("name", ["id_parent", "code_parent_location", "location_code"])
def test_an_item_is_put_into_another_by_id_or_code(account: Account, program: Program, name: str) -> None:
    hall = new_item(account, "HALL", item_type=ItemType.LOCATION)
    value = hall.pk if name == "id_parent" else "HALL"
    row = program.post("/api/items", NEW | {name: value}).json()["data"][0]
    assert (row["id_parent"], row["location_code"]) == (hall.pk, "HALL")
    assert program.put("/api/items/EQ-1", {name: None}).json()["data"][0]["id_parent"] is None


def test_two_ways_of_naming_the_parent_at_once_are_refused(account: Account, program: Program) -> None:
    hall = new_item(account, "HALL", item_type=ItemType.LOCATION)
    both = {"id_parent": hall.pk, "location_code": "HALL"}
    assert set(invalid(program.post("/api/items", NEW | both))) == set(both)


def test_put_changes_what_is_sent_and_keeps_the_rest(account: Account, program: Program) -> None:
    new_item(account, "EQ-1", notes="vieja", field_2="Acme")
    response = program.put("/api/items/EQ-1/", {"notes": "nueva"})
    row = response.json()["data"][0]
    assert (response.status_code, row["notes"], row["field_2"]) == (200, "nueva", "Acme")
    changes = Transaction.objects.get(action="item_changed").changes
    assert changes == {"notes": ["vieja", "nueva"]}


def test_put_can_change_the_code_but_not_to_a_taken_one(account: Account, program: Program) -> None:
    new_item(account, "EQ-1")
    new_item(account, "EQ-2")
    assert program.put("/api/items/EQ-1", {"code": "EQ-2"}).status_code == 409
    assert program.put("/api/items/EQ-1", {"code": "EQ-3"}).json()["data"][0]["code"] == "EQ-3"
    assert program.get("/api/items/EQ-1").status_code == 404


def test_put_by_id(account: Account, program: Program) -> None:
    item = new_item(account, "EQ-1")
    row = program.put(f"/api/items/?id_fracttal={item.pk}", {"code": "EQ-7", "id_type_item": 2}).json()["data"][0]
    assert (row["id"], row["code"]) == (item.pk, "EQ-7")
    assert program.put(f"/api/items/EQ-7?id_fracttal={item.pk}", {"notes": "x"}).status_code == 200


def test_put_by_an_id_of_another_item_than_the_code_is_404(account: Account, program: Program) -> None:
    other = new_item(account, "EQ-2")
    new_item(account, "EQ-1")
    assert program.put(f"/api/items/EQ-1?id_fracttal={other.pk}", {"notes": "x"}).status_code == 404


def test_put_without_code_and_id_says_what_is_missing(program: Program) -> None:
    assert set(invalid(program.put("/api/items", {"notes": "x"}))) == {"id_fracttal"}


@pytest.mark.parametrize("pk", ["x", "9" * 30])
def test_put_by_an_id_that_is_none_is_400(program: Program, pk: str) -> None:
    assert set(invalid(program.put(f"/api/items?id_fracttal={pk}", {"notes": "x"}))) == {"id_fracttal"}


def test_put_of_an_unknown_code_is_404(program: Program) -> None:
    assert program.put("/api/items/NONE", {"notes": "x"}).status_code == 404


def test_the_type_of_an_item_stays(account: Account, program: Program) -> None:
    new_item(account, "EQ-1")
    assert program.put("/api/items/EQ-1", {"id_type_item": "2"}).status_code == 200
    assert set(invalid(program.put("/api/items/EQ-1", {"id_type_item": 5}))) == {"id_type_item"}


def test_a_row_can_be_sent_back_as_it_came_with_one_thing_changed(account: Account, program: Program) -> None:
    hall = new_item(account, "HALL", item_type=ItemType.LOCATION)
    new_item(account, "EQ-1", parent=new_item(account, "EQ-0", parent=hall), weight="1.5")
    row = program.get("/api/items/EQ-1").json()["data"][0]
    response = program.put("/api/items/EQ-1", row | {"notes": "revisada"})
    assert response.status_code == 200, response.content
    assert response.json()["data"][0] == row | {"notes": "revisada"}
    assert list(Transaction.objects.get(action="item_changed").changes) == ["notes"]


def test_a_circle_is_refused(account: Account, program: Program) -> None:
    pump = new_item(account, "PUMP")
    new_item(account, "SEAL", parent=pump)
    assert set(invalid(program.put("/api/items/PUMP", {"code_parent_location": "SEAL"}))) == {"code_parent_location"}


def test_out_of_service_and_back_keep_their_moments(account: Account, program: Program) -> None:
    new_item(account, "EQ-1")
    row = program.put("/api/items/EQ-1", {"available": "false"}).json()["data"][0]
    assert row["initial_date_out_of_service"]
    assert row["last_final_date_available"] is None
    assert program.put("/api/items/EQ-1", {"available": "true"}).json()["data"][0]["last_final_date_available"]


def test_a_refused_change_leaves_nothing_behind(account: Account, program: Program) -> None:
    new_item(account, "EQ-1", notes="vieja")
    before = Transaction.objects.count()
    invalid(program.put("/api/items/EQ-1", {"notes": "nueva", "weight": "x"}))
    invalid(program.put("/api/items/EQ-1", {"notes": "nueva", "field_1": ""}))
    assert Item.objects.get().notes == "vieja"
    assert Transaction.objects.count() == before


def test_a_change_by_an_app_for_a_user_names_the_app(bruno: User) -> None:
    assert bruno.account is not None
    new_item(bruno.account, "EQ-1")
    assert Program(user_token(bruno)).put("/api/items/EQ-1", {"notes": "x"}).status_code == 200
    assert Transaction.objects.get(action="item_changed").actor_kind == "consumer"


def test_R107_a_token_without_edit_cannot_change_by_post(account: Account) -> None:
    new_item(account, "EQ-1")
    program = Program(token_for(account, ["items:add"]))
    assert program.post("/api/items", NEW).status_code == 409
    assert program.put("/api/items/EQ-1", NEW).status_code == 403


def test_a_field_that_is_only_read_is_told_apart_from_one_that_does_not_exist(program: Program) -> None:
    body = {"initial_date_out_of_service": "2026-01-01", "colour": "red"}
    refused = program.post("/api/items", body, **{"Accept-Language": "en"})
    told = {entry["field"]: entry["field_message"] for entry in refused.json()["data"][0]["invalid_fields"]}
    assert told["initial_date_out_of_service"] == "This field is only read."
    assert told["colour"] == "There is no such field here."
