"""/catalogs and /catalog_entries, and what they mean for the bodies of other resources."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Account
from apps.audit.models import Transaction
from apps.company import catalogs
from apps.company.models import CatalogEntry
from tests.api.helpers import Program, invalid, token_for
from tests.catalogs import new_entry, new_item_with

ENTRIES, CATALOGS = "/api/catalog_entries", "/api/catalogs"
NEW = {"catalog": "groups", "code": "BOM", "name_en": "Pumps", "name_es": "Bombas"}
ITEM = {"code": "EQ-1", "id_type_item": 2, "field_1": "Bomba"}


@pytest.fixture
def keeper(account: Account) -> Program:
    actions = ("view", "add", "edit", "delete")
    names = ("auxiliary_catalogs", "items", "meters", "work_orders", "work_requests", "inventories")
    return Program(token_for(account, [f"{name}:{action}" for name in names for action in actions]))


def row(response: Any) -> dict[str, Any]:
    assert response.status_code in (200, 201), response.content
    found: dict[str, Any] = response.json()["data"][0]
    return found


def test_an_entry_is_made_changed_and_deleted(keeper: Program, account: Account) -> None:
    made = row(keeper.post(ENTRIES, NEW))
    entry = CatalogEntry.objects.get()
    assert made == NEW | {"id": entry.pk, "name_pt_br": "", "order": 1, "is_active": True}
    address = f"{ENTRIES}/{entry.pk}"
    assert row(keeper.put(address, made | {"name_pt_br": "Bombas d'água", "is_active": "false"})) == made | {
        "name_pt_br": "Bombas d'água", "is_active": False,
    }  # fmt: skip
    assert keeper.call("DELETE", address).json() == {"success": True, "message": "200", "data": [], "total": 0}
    assert keeper.get(address).status_code == 404
    done = Transaction.objects.filter(module="auxiliary_catalogs").order_by("number")
    assert [entry.action for entry in done] == ["entry_created", "entry_changed", "entry_deleted"]


def test_entries_are_listed_by_catalog_in_their_order(keeper: Program, account: Account) -> None:
    for code, order in (("B", 2), ("A", 1)):
        new_entry(account, "groups", code, order=order)
    new_entry(account, "causes", "C")
    codes = [entry["code"] for entry in keeper.get(f"{ENTRIES}?catalog=groups").json()["data"]]
    assert codes == ["A", "B"]
    assert keeper.get(ENTRIES).json()["total"] == 3
    assert keeper.get(f"{ENTRIES}?catalog=nothing").json()["total"] == 0


@pytest.mark.parametrize(
    ("changed", "status", "fields"),
    [
        ({"catalog": "nothing"}, 400, {"catalog"}),
        ({"code": ""}, 400, {"code"}),
        ({"code": "x" * 21}, 400, {"code"}),
        ({"name_en": "", "name_es": ""}, 400, {"name_en"}),
        ({"code": "OTRO", "name_en": "VALUE a"}, 400, {"name_en"}),
        ({"order": -1}, 400, {"order"}),
        ({"words": "x"}, 400, {"words"}),
        ({"code": "A"}, 409, set()),
    ],
)
def test_what_is_no_entry_is_refused(
    keeper: Program, account: Account, changed: dict[str, Any], status: int, fields: set[str]
) -> None:
    new_entry(account, "groups", "A")
    response = keeper.post(ENTRIES, NEW | changed)
    assert response.status_code == status
    assert not fields or set(invalid(response)) == fields


def test_an_entry_stays_in_its_catalog(keeper: Program, account: Account) -> None:
    entry = new_entry(account, "groups", "A")
    assert set(invalid(keeper.put(f"{ENTRIES}/{entry.pk}", {"catalog": "causes"}))) == {"catalog"}


def test_an_entry_that_a_row_holds_is_not_deleted_but_can_be_deactivated(keeper: Program, account: Account) -> None:
    entry = new_entry(account, "groups", "BOM", name_en="Pumps")
    new_item_with(account, groups_description="bom")
    response = keeper.call("DELETE", f"{ENTRIES}/{entry.pk}")
    assert (response.status_code, response.json()["code"]) == (409, "in_use")
    assert "Items: group" in response.json()["message"]
    assert row(keeper.put(f"{ENTRIES}/{entry.pk}", {"is_active": False}))["is_active"] is False


def test_another_accounts_entry_is_not_there(keeper: Program, other_account: Account) -> None:
    address = f"{ENTRIES}/{new_entry(other_account, 'groups', 'A').pk}"
    assert {keeper.call(method, address, {}).status_code for method in ("GET", "PUT", "DELETE")} == {404}


def test_every_catalog_is_listed_with_its_use(keeper: Program, account: Account) -> None:
    new_entry(account, "groups", "A", is_active=False)
    rows = {entry["name"]: entry for entry in keeper.get(CATALOGS).json()["data"]}
    assert list(rows) == [kind.name for kind in catalogs.every()]
    assert rows["groups"] == {
        "name": "groups", "description": "Groups 1", "is_closed": True, "entries": 1, "active_entries": 0,
        "used_in": ["Items: group"],
    }  # fmt: skip
    assert keeper.get(f"{CATALOGS}/groups").json()["data"] == [rows["groups"]]
    assert keeper.get(f"{CATALOGS}/nothing").status_code == 404


def test_a_catalog_is_opened_and_closed(keeper: Program, account: Account) -> None:
    new_entry(account, "groups", "BOM", name_en="Pumps")
    body = ITEM | {"groups_description": "Hornos"}
    assert set(invalid(keeper.post("/api/items", body))) == {"groups_description"}
    assert row(keeper.put(f"{CATALOGS}/groups", {"is_closed": False}))["is_closed"] is False
    assert row(keeper.post("/api/items", body))["groups_description"] == "Hornos"
    assert row(keeper.put(f"{CATALOGS}/groups", {"is_closed": "true"}))["is_closed"] is True
    assert set(invalid(keeper.put(f"{CATALOGS}/groups", {}))) == {"is_closed"}
    actions = Transaction.objects.filter(target_type="catalog").order_by("number").values_list("action", flat=True)
    assert list(actions) == ["catalog_opened", "catalog_closed"]


def test_a_refusal_names_the_field_as_the_caller_did_and_says_what_is_allowed(
    keeper: Program, account: Account
) -> None:
    new_entry(account, "groups", "BOM", name_en="Pumps")
    answer = invalid(keeper.post("/api/items", ITEM | {"group": "Hornos"}))
    assert answer == {"group": "“Hornos” is not in the catalog Groups 1. Allowed: Pumps."}


def test_of_many_allowed_values_the_first_are_told(keeper: Program, account: Account) -> None:
    for number in range(21):
        new_entry(account, "groups", f"G{number}")
    text = invalid(keeper.post("/api/items", ITEM | {"group": "Hornos"}))["group"]
    assert text.endswith("Value G19, ….")


@pytest.mark.parametrize(
    ("path", "body", "catalog", "field"),
    [
        ("meters", {"item_code": "I-0", "description": "Horómetro", "unit_code": "HRS"}, "units", "unit_code"),
        ("work_orders", {"tasks": [{"code": "I-0", "description": "Ver", "causes_description": "X"}]}, "causes",
         "tasks[0].causes_description"),
        ("work_orders", {"code": "I-0", "description": "Ver", "task_type_main": "X"}, "task_types", "task_type_main"),
    ],
)  # fmt: skip
def test_other_bodies_are_refused_by_the_name_that_they_used(
    keeper: Program, account: Account, path: str, body: dict[str, Any], catalog: str, field: str
) -> None:
    new_item_with(account)
    new_entry(account, catalog, "OTRO")
    assert set(invalid(keeper.post(f"/api/{path}", body))) == {field}


def test_the_schema_says_which_catalog_gives_the_values(keeper: Program) -> None:
    schemas = keeper.get("/api/schema/", **{"Accept-Language": "en"}).json()["components"]["schemas"]
    words = "Takes its values from the catalog `groups` (`/catalog_entries?catalog=groups`)."
    assert schemas["ItemCreate"]["properties"]["groups_description"]["description"].endswith(words)


def test_the_list_of_catalogs_costs_the_same_however_many_entries(keeper: Program, account: Account) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            keeper.get(CATALOGS)
        return len(found)

    new_entry(account, "groups", "A")
    queries()
    few = queries()
    for number in range(5):
        new_entry(account, "groups", f"G{number}")
    assert queries() == few
