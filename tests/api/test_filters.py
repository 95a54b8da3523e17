"""Every list is asked by what its rows show: computed texts, moments, days and numbers as well as columns."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import OperationalError
from django.utils import timezone
from psycopg.errors import QueryCanceled
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from apps.accounts.models import Account
from apps.api import errors
from apps.api.filters import by_name
from apps.api.resources.base import ResourceViewSet
from apps.api.resources.warehouses_items import WarehouseItemViewSet
from apps.maintenance.models import Item, ItemType
from tests.api.helpers import Program, codes, invalid, new_item, token_for
from tests.api.samples import SAMPLES, resources
from tests.meters import day, new_meter, new_request, read
from tests.orders import new_order, new_plan, new_task
from tests.plans import sorts_nothing
from tests.stock import new_movement, new_warehouse

LISTS = [resource for resource in resources() if resource.collection.get("get") == "list"]
# Lists and objects have no one value; counts and sentences are made for each row, and would be for every row there is.
NEVER = {
    "warehouses", "list_items", "data", "last_data", "permissions", "data_action", "redirect_uris",
    "post_logout_redirect_uris", "allowed_networks", "allowed_origins", "children", "accounts", "consumers",
    "foreign_costs",
}  # fmt: skip
# Their words are searched for as words; what an action says of itself is a sentence with names in it.
OF_TRANSACTIONS = {"description"}
# What goes out as the item's code comes in as the warehouse's.
ANOTHER_MEANING = {(WarehouseItemViewSet, "code")}


def lists(resource: type[ResourceViewSet]) -> Any:
    return pytest.param(resource, id=resource.__name__)


def asked(program: Program, path: str, **values: Any) -> Any:
    """The answer; fails where a parameter was ignored."""
    response = program.get(f"/api/{path}?{urlencode(values)}")
    assert response.status_code == 200, response.content
    assert "Warning" not in response
    return response


def everything(account: Account, *permissions: str) -> Program:
    return Program(token_for(account, list(permissions)))


@pytest.mark.parametrize("resource", map(lists, LISTS))
def test_every_field_is_a_filter_but_for_lists_counts_and_sentences(resource: type[ResourceViewSet]) -> None:
    known = by_name(resource.fields, resource.filters)
    unknown = {field.name for field in resource.fields} - set(known)
    assert unknown <= NEVER | (OF_TRANSACTIONS if resource.module == "transactions_log" else set())


@pytest.mark.parametrize("resource", map(lists, LISTS))
def test_a_row_is_found_by_everything_that_it_shows(resource: type[ResourceViewSet], account: Account) -> None:
    SAMPLES[resource](account, "EQ-7")
    program = everything(account, f"{resource.module}:view")
    path = resource.names[0]
    row = program.get(f"/api/{path}").json()["data"][-1]
    known = by_name(resource.fields, resource.filters)
    shown = {
        name: value if not isinstance(value, bool) else str(value).lower()
        for name, value in row.items()
        if name in known and value not in (None, "", []) and (resource, name) not in ANOTHER_MEANING
    }
    given = {name: value[0] if isinstance(value, list) else value for name, value in shown.items()}
    assert asked(program, path, **given).json()["data"] == [row]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"items_types_description": "EQUIPMENTS"}, ["EQ-1", "EQ-2", "EQ-3"]),
        ({"items_types_description": "FACILITIES"}, ["PLANT"]),
        ({"description": "Bomba EQ-1 { EQ-1 }"}, ["EQ-1"]),
        ({"description": "Bomba { EQ-1 }"}, []),
        ({"description": "Compresor"}, ["EQ-2", "EQ-3"]),
        ({"description": "Bomba EQ-2 { EQ-2 }"}, []),
        ({"parent_description": "Bomba PLANT { PLANT }"}, ["EQ-1"]),
        ({"parent_description": "Compresor"}, []),
        ({"weight": "12.5"}, ["EQ-1"]),
        ({"weight": "12.500"}, ["EQ-1"]),
        ({"weight": "12.5001"}, []),
        ({"weight": "1e300"}, []),
        ({"notes": "Nueva"}, ["EQ-2"]),
        ({"items_types_description": "EQUIPMENTS", "id_type_item": 2, "weight": 12.5}, ["EQ-1"]),
    ],
    ids=str,
)
def test_items_are_found_by_words_descriptions_and_numbers(
    account: Account, program: Program, query: dict[str, Any], expected: list[str]
) -> None:
    plant = new_item(account, "PLANT", item_type=ItemType.LOCATION)
    new_item(account, "EQ-1", parent=plant, weight=Decimal("12.5"))
    new_item(account, "EQ-2", description="Compresor", notes="Nueva")
    new_item(account, "EQ-3", description="Compresor")
    response = asked(program, "items", **query)
    assert (codes(response), response.json()["total"]) == (expected, len(expected))


def test_a_description_may_hold_braces_of_its_own(account: Account, program: Program) -> None:
    new_item(account, "A { 1", field_1="Tanque { grande }")
    new_item(account, "1")
    assert codes(asked(program, "items", description="Tanque { grande } { A { 1 }")) == ["A { 1"]


@pytest.mark.parametrize(
    ("query", "refused"),
    [
        ({"items_types_description": "Bombas"}, "items_types_description"),
        ({"items_types_description": "TOOLS", "item_type": 2}, "item_type"),
        ({"weight": "mucho"}, "weight"),
        ({"last_final_date_available": "ayer"}, "last_final_date_available"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_by_name(program: Program, query: dict[str, Any], refused: str) -> None:
    assert refused in "".join(invalid(program.get(f"/api/items?{urlencode(query)}")))


def test_a_moment_is_exact_and_a_day_is_all_of_it(account: Account) -> None:
    program = everything(account, "meters:view")
    meter = new_meter(account)
    read(meter, 1, 10)
    read(meter, 2, 20)
    found = [("2026-01-02", 1), ("2026-01-02T12:00:00Z", 1), ("2026-01-02T07:00:00-05", 1), ("2026-01-02T12:00:01Z", 0)]
    for moment, number in found:
        assert asked(program, "meters_reading", date_reading=moment).json()["total"] == number
    assert asked(program, "meters_reading", date_reading="2026-01-02", since="2026-01-03").json()["total"] == 0
    assert asked(program, "meters", counter_value=20, counter_offset_value=0).json()["total"] == 1
    assert asked(program, "meters", counter_offset_value=5).json()["total"] == 0
    assert asked(program, "meters_reading", items_description="Bomba EQ-1 { EQ-1 }").json()["total"] == 2
    assert asked(program, "meters_reading", items_description="Bomba EQ-2 { EQ-2 }").json()["total"] == 0


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ({"done": "true"}, 0), ({"done": "false"}, 2), ({"has_children": "true"}, 1), ({"has_children": "false"}, 1),
        ({"total_cost_task": "30.5"}, 1), ({"total_cost_task": "0"}, 1), ({"total_cost_task": "31"}, 0),
        ({"resources_services": "10.50"}, 1), ({"items_log_description": "Bomba EQ-1 { EQ-1 }"}, 2),
        ({"parent_description": "x"}, 0), ({"personnel_path_image": "x"}, 0), ({"creation_date": "2001-01-01"}, 0),
    ],
    ids=str,
)  # fmt: skip
def test_tasks_of_work_orders_are_found_by_what_is_worked_out(
    account: Account, query: dict[str, Any], number: int
) -> None:
    whole = new_order(account)
    part = new_order(account, parent=whole).tasks.get()
    part.resources_services, part.resources_inventory = Decimal("10.5"), Decimal(20)
    part.save()
    assert asked(everything(account, "work_orders:view"), "work_orders", **query).json()["total"] == number


def test_the_words_of_a_state_are_found_whichever_way_they_are_named(account: Account) -> None:
    program = everything(account, "work_orders:view", "work_requests:view", "third_parties:view")
    new_request(account)
    for word, number in (("OPEN_STATUS", 1), ("CANCEL_STATUS", 0)):
        assert asked(program, "work_requests", requests_x_status_description=word).json()["total"] == number
    new_movement(new_warehouse(account), folio="OT-1")
    for word, number in (("DELIVERED", 1), ("PENDING", 0)):
        assert asked(program, "work_orders_movements", movements_states_description=word).json()["total"] == number
    assert asked(program, "work_orders_movements", document="ENTRY").json()["total"] == 0


@pytest.mark.parametrize(("language", "words"), [("es", "Muy alta"), ("en", "Very high"), ("pt-BR", "Muito alta")])
def test_what_is_shown_in_the_callers_language_is_found_by_it(account: Account, language: str, words: str) -> None:
    program = Program(token_for(account, ["tasks_todo:view"]), **{"Accept-Language": language})
    new_plan(account, priority=1, every_days=30)
    new_plan(account, priority=2, every_days=7)
    row = asked(program, "tasks_todo", priorities_description=words).json()["data"]
    assert [entry["priorities_description"] for entry in row] == [words]
    again = asked(program, "tasks_todo", trigger_description=row[0]["trigger_description"]).json()["data"]
    assert again == row
    assert asked(program, "tasks_todo", priorities_description="?").json()["total"] == 0


def test_a_delay_is_found_by_its_days(account: Account) -> None:
    program = everything(account, "tasks_todo:view")
    new_plan(account, next_date=timezone.now() - timedelta(days=3, hours=1))
    new_plan(account, days=2)
    for seconds, number in ((3 * 86400, 1), (0, 1), (86400, 0), (5, 0), (-86400, 0), (2**60, 0)):
        assert asked(program, "tasks_todo", delay=seconds).json()["total"] == number, seconds


def test_a_file_is_found_by_its_address_and_nothing_by_another(account: Account) -> None:
    program = everything(account, "work_requests:view")
    for address in ("https://elsewhere.example/api/work_requests_files/1", "1"):
        assert asked(program, "work_requests_attachments", signed_path_image=address).json()["total"] == 0


@pytest.mark.parametrize("name", ["description", "barcode"])
def test_an_index_has_the_rows_of_a_likely_filter(account: Account, name: str) -> None:
    sorts_nothing(Item.objects.for_api(account).filter(**{name: "x"}).values("pk", "code")[:25])


def test_the_document_tells_which_fields_are_no_filters() -> None:
    from apps.api.schema.document import document

    text = document("en").decode()
    assert (
        "Every field is a filter, but for lists and what is worked out for each row: `children`, `foreign_costs`."
        in text
    )


def test_a_moment_of_the_day_is_read_as_it_is_shown(account: Account) -> None:
    program = everything(account, "work_orders:view")
    task = new_task(account)
    shown = program.get("/api/work_orders").json()["data"][0]["creation_date"]
    assert datetime.fromisoformat(shown) == task.creation_date
    assert asked(program, "work_orders", creation_date=shown).json()["total"] == 1
    assert asked(program, "work_orders", creation_date=day(1).date()).json()["total"] == 0


def test_what_the_database_gave_up_is_refused_and_not_tried_again(account: Account) -> None:
    asked_for = APIRequestFactory()
    given_up = OperationalError()
    given_up.__cause__ = QueryCanceled()
    refused = errors.answer(given_up, {"request": Request(asked_for.get("/api/items"))})
    assert (refused.status_code, refused.data["code"]) == (400, "too_costly")
    # Nobody asked to narrow what they write.
    failed = errors.answer(given_up, {"request": Request(asked_for.post("/api/items"))})
    assert (failed.status_code, failed.data["code"]) == (503, "unavailable")
