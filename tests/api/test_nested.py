"""Lists inside of rows: declared once, read in one query, of the caller's account only."""

from typing import Any

import pytest

from apps.accounts.models import Account
from apps.api.fields import Field, Nested, row_of
from apps.api.kinds import Number, Text
from apps.maintenance.models import Item, Stock
from tests.stock import new_part, new_stock, new_warehouse

KEPT = Nested(
    "kept",
    Stock.objects.for_api,
    of="item_id",
    fields=(Field("code", Text(), source="warehouse__code"), Field("stock", Number())),
)


def in_order(account: Account) -> list[dict[str, Any]]:
    return [{"pk": item.pk} for item in Item.objects.for_api(account)]


def loaded(account: Account) -> list[dict[str, Any]]:
    rows = in_order(account)
    KEPT.load(account, rows)
    return rows


def test_each_row_gets_its_own_in_their_order_and_an_empty_list_where_there_are_none(account: Account) -> None:
    one, two = new_warehouse(account, "A"), new_warehouse(account, "B")
    new_stock(account, "R-1", one, stock="2.5")
    new_stock(account, "R-2", two)
    Stock.objects.create(account=account, item=Item.objects.get(code="R-1"), warehouse=two)
    Stock.objects.filter(item__code="R-2").delete()
    first, second = loaded(account)
    assert row_of((KEPT,), first) == {"kept": [{"code": "A", "stock": 2.5}, {"code": "B", "stock": 0.0}]}
    assert row_of((KEPT,), second) == {"kept": []}


@pytest.mark.parametrize("number", [1, 7])
def test_any_number_of_rows_costs_one_query(account: Account, django_assert_num_queries: Any, number: int) -> None:
    warehouse = new_warehouse(account)
    for index in range(number):
        new_part(account, f"R-{index}", warehouse)
    rows = in_order(account)
    with django_assert_num_queries(1):
        KEPT.load(account, rows)
    with django_assert_num_queries(0):
        KEPT.load(account, [])
    assert all(row["kept"] for row in rows)


def test_rows_of_another_account_are_not_asked_for(account: Account, other_account: Account) -> None:
    theirs = new_part(other_account)
    rows: list[dict[str, Any]] = [{"pk": theirs.pk}]
    KEPT.load(account, rows)
    assert rows == [{"pk": theirs.pk, "kept": []}]
