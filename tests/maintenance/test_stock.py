"""Warehouses, stock and movements, as the services keep them."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from apps.accounts.models import Account
from apps.audit.models import Transaction
from apps.common.codes import CodeTaken
from apps.maintenance.models import Document, Item, ItemType, Movement, MovementLine, MovementState, Stock
from apps.maintenance.services.inventories import update_inventory
from apps.maintenance.services.stock import AssociatedBefore, adjust_stock, associate_item
from tests.factories import TESTER
from tests.stock import new_movement, new_part, new_stock, new_warehouse
from tests.threads import at_once


def adjust(row: Stock, **fields: Any) -> Stock:
    return adjust_stock(item=row.item, warehouse=row.warehouse, by=TESTER, **fields)


def recorded(action: str) -> list[Any]:
    return [entry.changes for entry in Transaction.objects.filter(action=action).order_by("number")]


def test_a_warehouse_is_on_the_record_and_its_code_is_taken_once_per_account(
    account: Account, other_account: Account
) -> None:
    new_warehouse(account, "A", city="Bogotá")
    new_warehouse(other_account, "A")
    entry = Transaction.objects.filter(account=account).get()
    assert (entry.module, entry.action) == ("warehouses", "warehouse_created")
    assert set(entry.changes) == {"code", "description", "city"}
    with pytest.raises(CodeTaken):
        new_warehouse(account, "A")


def test_a_new_inventory_is_one_item_and_one_row_of_stock(account: Account) -> None:
    item = new_part(account, stock=5, unit_cost_stock="2.5", location="A-3")
    row = Stock.objects.get()
    assert (row.item, row.stock, row.unit_cost_stock, row.location) == (item, Decimal(5), Decimal("2.5"), "A-3")
    assert (Item.objects.get().item_type, item.location) == (ItemType.PART, None)


def test_what_a_stock_begins_with_is_an_entry(account: Account) -> None:
    new_part(account, "FULL", stock="5", unit_cost_stock="2.5")
    new_part(account, "EMPTY")
    line = MovementLine.objects.get()
    assert (line.movement.document, line.movement.state) == (Document.ENTRY, MovementState.DELIVERED)
    assert (line.item.code, line.qty, line.total_cost_company) == ("FULL", Decimal(5), Decimal("12.5"))


def test_an_adjustment_is_recorded_before_and_after_and_leaves_the_difference_as_a_movement(account: Account) -> None:
    row = new_stock(account, stock=10)
    adjust(row, stock="7.5", unit_cost_stock="1.25")
    assert recorded("stock_adjusted") == [{"stock": ["10", "7.5"], "unit_cost_stock": ["0", "1.25"]}]
    line = MovementLine.objects.get(movement__document=Document.ADJUSTMENT)
    assert (line.qty, line.unit_cost_company, line.movement.source) == (Decimal("-2.5"), Decimal("1.25"), row.warehouse)


def test_the_movements_of_an_item_add_up_to_its_stock(account: Account) -> None:
    row = new_stock(account, stock=10)
    for stock in (3, 8, 0, "4.25"):
        adjust(row, stock=stock)
    row.refresh_from_db()
    assert sum(MovementLine.objects.values_list("qty", flat=True)) == row.stock == Decimal("4.25")
    assert sorted(Movement.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]


def test_a_new_cost_or_level_moves_nothing(account: Account) -> None:
    row = new_stock(account)
    adjust(row, unit_cost_stock=3, min_stock_level=1, max_stock_level=5, location="B-1")
    assert not Movement.objects.exists()
    assert set(recorded("stock_adjusted")[0]) == {"unit_cost_stock", "min_stock_level", "max_stock_level", "location"}


def test_an_adjustment_that_changes_nothing_is_not_recorded(account: Account) -> None:
    adjust(new_stock(account, stock="2.50"), stock="2.5")
    assert recorded("stock_adjusted") == []
    assert Movement.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_adjustments_at_once_are_all_right_and_all_recorded(account: Account) -> None:
    row = new_stock(account)
    at_once(8, lambda index: adjust(row, stock=10 + index))
    chain = [changes["stock"] for changes in recorded("stock_adjusted")]
    assert {after for _before, after in chain} == {str(10 + index) for index in range(8)}
    # Each found what the one before it left.
    assert [before for before, _after in chain] == ["0", *(after for _before, after in chain[:-1])]
    row.refresh_from_db()
    assert chain[-1][1] == f"{row.stock.normalize():f}"
    assert sum(MovementLine.objects.values_list("qty", flat=True)) == row.stock
    assert sorted(Movement.objects.values_list("number", flat=True)) == list(range(1, 9))


@pytest.mark.django_db(transaction=True)
def test_stock_and_cost_adjusted_at_once_do_not_undo_each_other(account: Account) -> None:
    row = new_stock(account)
    fields: list[dict[str, Any]] = [{"stock": 9}, {"unit_cost_stock": 4}]
    at_once(2, lambda index: adjust(row, **fields[index]))
    row.refresh_from_db()
    assert (row.stock, row.unit_cost_stock) == (Decimal(9), Decimal(4))


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_associate_at_once_one_does(account: Account) -> None:
    item, warehouse = new_part(account), new_warehouse(account)

    def attempt(index: int) -> bool:
        try:
            return bool(associate_item(item=item, warehouse=warehouse, by=TESTER, stock=index + 1).pk)
        except AssociatedBefore:
            return False

    assert sum(at_once(8, attempt)) == 1
    assert Stock.objects.filter(warehouse=warehouse).count() == 1
    assert Movement.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"stock": -1}, "stock"),
        ({"stock": None}, "stock"),
        ({"stock": "1.23456"}, "stock"),
        ({"stock": 10**15}, "stock"),
        ({"unit_cost_stock": "-0.01"}, "unit_cost_stock"),
        ({"min_stock_level": 5, "max_stock_level": 4}, "max_stock_level"),
        ({"location": "x" * 101}, "location"),
    ],
)
def test_figures_that_cannot_be_are_refused_and_leave_nothing(
    account: Account, fields: dict[str, Any], name: str
) -> None:
    row = new_stock(account)
    with pytest.raises(ValidationError) as error:
        adjust(row, **fields)
    assert set(error.value.message_dict) == {name}
    assert not Movement.objects.exists()


def test_only_what_is_kept_in_the_warehouse_can_be_adjusted(account: Account) -> None:
    with pytest.raises(ValidationError) as error:
        adjust_stock(item=new_part(account), warehouse=new_warehouse(account), by=TESTER, stock=1)
    assert set(error.value.message_dict) == {"warehouse"}


def test_only_tools_and_parts_are_kept_in_stock(account: Account) -> None:
    with pytest.raises(ValidationError) as error:
        new_part(account, item_type=ItemType.EQUIPMENT)
    assert set(error.value.message_dict) == {"item_type"}
    assert not Item.objects.exists()


def test_changing_an_inventory_changes_the_item_and_its_stock_together_or_neither(account: Account) -> None:
    row = new_stock(account)
    update_inventory(item=row.item, warehouse=row.warehouse, by=TESTER, notes="nueva", reorder_level=3)
    row.refresh_from_db()
    assert (row.item.notes, row.reorder_level) == ("nueva", Decimal(3))
    with pytest.raises(ValidationError):
        update_inventory(item=row.item, warehouse=row.warehouse, by=TESTER, notes="otra", stock=-1)
    assert Item.objects.get().notes == "nueva"


def test_a_change_of_stock_needs_its_warehouse(account: Account) -> None:
    with pytest.raises(ValidationError) as error:
        update_inventory(item=new_part(account), by=TESTER, stock=4)
    assert set(error.value.message_dict) == {"warehouse"}


def test_movements_are_numbered_in_each_account_by_itself(account: Account, other_account: Account) -> None:
    for owner in (account, account, other_account):
        new_stock(owner, f"R-{Stock.objects.count()}", stock=1)
    assert list(Movement.objects.of(account).values_list("number", flat=True)) == [1, 2]
    assert list(Movement.objects.of(other_account).values_list("number", flat=True)) == [1]


def test_a_movement_for_a_work_order_names_its_folio(account: Account) -> None:
    with pytest.raises(ValidationError) as error:
        new_movement(new_warehouse(account), new_part(account), folio="")
    assert set(error.value.message_dict) == {"folio_source"}
