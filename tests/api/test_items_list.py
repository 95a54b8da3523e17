"""GET /api/items: paging, order, filters, and what is ignored."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from apps.accounts.models import Account
from apps.maintenance.models import Item, ItemType
from tests.api.helpers import Program, codes, new_item
from tests.plans import sorts_nothing


@pytest.fixture
def many(account: Account) -> None:
    Item.objects.bulk_create(
        Item(account=account, code=f"EQ-{number:03}", item_type=2, field_1="Bomba") for number in range(130)
    )


@pytest.fixture
def plant(account: Account) -> None:
    """PLANT > HALL > PUMP > SEAL, and PLANT > TANK."""
    plant = new_item(account, "PLANT", item_type=ItemType.LOCATION)
    hall = new_item(account, "HALL", item_type=ItemType.LOCATION, parent=plant)
    pump = new_item(account, "PUMP", parent=hall)
    unit = {"units_code": "UN", "units_description": "Unidad"}
    new_item(account, "SEAL", item_type=ItemType.PART, parent=pump, **unit)
    new_item(account, "TANK", parent=plant, field_2="Acme")


@pytest.mark.usefixtures("many")
def test_a_list_gives_the_first_hundred_in_the_order_of_codes_and_the_full_count(program: Program) -> None:
    response = program.get("/api/items")
    assert codes(response) == [f"EQ-{number:03}" for number in range(100)]
    assert response.json()["total"] == 130
    assert "Warning" not in response


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize(
    ("query", "first", "number"),
    [
        ("start=100", "EQ-100", 30),
        ("start=5&limit=2", "EQ-005", 2),
        ("start=0&limit=100", "EQ-000", 100),
        ("start=129&limit=1", "EQ-129", 1),
        ("start=128&limit=100", "EQ-128", 2),
    ],
)
def test_start_and_limit_choose_a_part(program: Program, query: str, first: str, number: int) -> None:
    response = program.get(f"/api/items?{query}")
    assert codes(response)[0] == first
    assert (len(codes(response)), response.json()["total"]) == (number, 130)


@pytest.mark.usefixtures("many")
def test_a_start_behind_the_end_gives_no_rows_and_still_the_count(program: Program) -> None:
    body = program.get("/api/items?start=500").json()
    assert (body["data"], body["total"]) == ([], 130)


@pytest.mark.usefixtures("many")
def test_R095_a_larger_limit_gives_a_hundred_and_a_header_that_says_so(program: Program) -> None:
    response = program.get("/api/items?limit=5000")
    assert len(codes(response)) == 100
    assert response["Warning"] == '299 - "limit was reduced to 100"'


@pytest.mark.parametrize(
    "query",
    ["limit=x", "limit=-1", "limit=0", "start=-1", "start=1e3", "start=99999999999999999999", "limit=1&limit=2"],
)
def test_R095_a_wrong_start_or_limit_is_refused_by_name(program: Program, query: str) -> None:
    response = program.get(f"/api/items?{query}")
    assert response.status_code == 400
    assert response.json()["data"][0]["invalid_fields"][0]["field"] == query.partition("=")[0]


def test_R095_unknown_parameters_are_ignored_and_named(account: Account, program: Program) -> None:
    new_item(account)
    response = program.get("/api/items?page=7&per_page=3&x%22%0d%0aSet-Cookie:%20a=1&code=")
    assert codes(response) == ["EQ-1"]
    names = "page, per_page, x%22%0D%0ASet-Cookie%3A%20a, code"
    assert response["Warning"] == f'299 - "Ignored parameters: {names}"'


def test_a_hundred_unknown_parameters_do_not_make_a_header_without_end(program: Program) -> None:
    response = program.get("/api/items?" + "&".join(f"{'x' * 300}{number}=1" for number in range(100)))
    assert len(response["Warning"]) < 600


@pytest.mark.usefixtures("plant")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("code=PUMP", ["PUMP"]),
        ("code=pump", []),
        ("item_type=1", ["HALL", "PLANT"]),
        ("id_type_item=4", ["SEAL"]),
        ("field_2=Acme", ["TANK"]),
        ("field_1=Bomba+SEAL", ["SEAL"]),
        ("units_code=UN", ["SEAL"]),
        ("location_code=PLANT", ["HALL", "TANK"]),
        ("location_code=HALL", ["PUMP", "SEAL"]),
        ("location_code=PLANT&is_tree=true", ["HALL", "PUMP", "SEAL", "TANK"]),
        ("location_code=HALL&is_tree=1", ["PUMP", "SEAL"]),
        ("location_code=PLANT&is_tree=false", ["HALL", "TANK"]),
        ("location_code=PUMP&is_tree=true", []),
        ("location_code=NONE", []),
        ("location_code=PLANT&item_type=2", ["TANK"]),
        ("active=true", ["HALL", "PLANT", "PUMP", "SEAL", "TANK"]),
        ("active=False", []),
        ("available=0", []),
        ("is_tree=true", ["HALL", "PLANT", "PUMP", "SEAL", "TANK"]),
        ("item_type=", ["HALL", "PLANT", "PUMP", "SEAL", "TANK"]),
        ("item_type=77", []),
    ],
)
def test_filters_are_exact(program: Program, query: str, expected: list[str]) -> None:
    response = program.get(f"/api/items?{query}")
    assert codes(response) == expected
    assert response.json()["total"] == len(expected)


@pytest.mark.usefixtures("plant")
def test_an_id_finds_its_item(program: Program) -> None:
    pk = Item.objects.get(code="TANK").pk
    assert codes(program.get(f"/api/items?id={pk}")) == ["TANK"]
    assert codes(program.get(f"/api/items?id_fracttal={pk}")) == ["TANK"]


@pytest.mark.parametrize(
    "query",
    [
        "id=x",
        "id=1.5",
        "id=99999999999999999999999",
        "active=maybe",
        "item_type=x",
        "code=%00",
        "is_tree=x",
        "code=a&code=b",
    ],
)
def test_R095_a_filter_that_cannot_be_is_refused_by_name(program: Program, query: str) -> None:
    response = program.get(f"/api/items?{query}")
    assert response.status_code == 400
    assert response.json()["data"][0]["invalid_fields"][0]["field"] == query.partition("=")[0]


@pytest.mark.usefixtures("plant")
def test_two_names_of_one_filter_are_no_two_filters(program: Program) -> None:
    assert codes(program.get("/api/items?item_type=4&id_type_item=4")) == ["SEAL"]
    refused = program.get("/api/items?item_type=3&id_type_item=4").json()
    assert [entry["field"] for entry in refused["data"][0]["invalid_fields"]] == ["item_type"]


@pytest.mark.parametrize(
    "name", ["account", "account_id", "account__name", "parent__account", "code__startswith", "pk"]
)
def test_R095_no_name_outside_the_list_reaches_the_query(account: Account, program: Program, name: str) -> None:
    new_item(account)
    response = program.get(f"/api/items?{name}=1")
    assert codes(response) == ["EQ-1"]
    assert name in response["Warning"]


@pytest.mark.usefixtures("many")
def test_the_first_page_and_any_last_one_cost_three_queries_and_a_page_between_them_four(
    program: Program, django_assert_num_queries: Callable[[int], Any]
) -> None:
    program.get("/api/me")
    with django_assert_num_queries(3):  # the token, the meter, the rows and how many there are
        program.get("/api/items?limit=2")
    with django_assert_num_queries(4):
        program.get("/api/items?limit=2&start=1")
    with django_assert_num_queries(3):
        program.get("/api/items?start=100")


@pytest.mark.usefixtures("plant")
def test_parents_and_locations_cost_no_further_query(
    program: Program, django_assert_num_queries: Callable[[int], Any]
) -> None:
    program.get("/api/me")
    with django_assert_num_queries(3):
        rows = program.get("/api/items").json()["data"]
    by_code = {row["code"]: row for row in rows}
    assert by_code["SEAL"]["location_code"] == "HALL"
    assert by_code["SEAL"]["id_parent"] == by_code["PUMP"]["id"]
    assert by_code["SEAL"]["parent_description"] == "Bomba PUMP { PUMP }"
    assert (by_code["PLANT"]["location_code"], by_code["PLANT"]["parent_description"]) == (None, None)


@pytest.mark.usefixtures("many")
def test_the_order_needs_no_sorting(account: Account) -> None:
    sorts_nothing(Item.objects.for_api(account).values("pk", "code")[:100])


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ({"item_type": 2}, "item_by_type"), ({"active__in": [False]}, "item_by_active"),
        ({"available__in": [False]}, "item_by_available"), ({"field_1": "Bomba"}, "item_by_field_1"),
        ({"field_6": "x"}, "item_by_field_6"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("many")
def test_an_index_has_the_rows_of_each_filter_in_their_order(
    account: Account, asked: dict[str, Any], index: str
) -> None:
    plan = sorts_nothing(Item.objects.for_api(account).filter(**asked).values("pk", "code")[:25])
    assert connection.vendor == "postgresql" or index in plan


@pytest.mark.usefixtures("many")
def test_an_index_has_the_contents_of_a_location_in_their_order(account: Account) -> None:
    rows = Item.objects.for_api(account).filter(location=Item.objects.of(account).values("location")[:1])
    plan = sorts_nothing(rows.values("pk", "code")[:25])
    assert connection.vendor == "postgresql" or "item_by_location" in plan


def test_the_older_name_answers_the_same(account: Account, program: Program) -> None:
    new_item(account)
    assert program.get("/api/items_details").json() == program.get("/api/items").json()
    assert codes(program.get("/api/items_details/EQ-1")) == ["EQ-1"]


def test_a_row_holds_every_field_of_the_wire(account: Account, program: Program) -> None:
    new_item(account, weight="12.500", available=False)
    row = program.get("/api/items").json()["data"][0]
    assert set(row) >= {
        "id", "code", "id_type_item", "items_types_description", "active", "available", "description", "field_1",
        "field_2", "field_3", "field_4", "field_5", "field_6", "barcode", "notes", "weight", "is_serial_control",
        "groups_description", "groups_1_description", "groups_2_description", "units_code", "units_description",
        "priorities_description", "parent_description", "location_code", "id_parent", "id_company",
        "initial_date_out_of_service", "last_final_date_available",
    }  # fmt: skip
    assert (row["weight"], row["id_company"], row["items_types_description"]) == (12.5, 477, "EQUIPMENTS")
    assert row["initial_date_out_of_service"].endswith("+00:00")
