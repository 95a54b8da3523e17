"""Items and their tree, as the services keep them."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from apps.accounts.models import Account
from apps.audit.models import Transaction
from apps.common.codes import CodeTaken
from apps.maintenance.models import Item, ItemType, composed_description
from apps.maintenance.services.items import create_item, update_item
from tests.factories import TESTER
from tests.threads import at_once


def new(account: Account, code: str, **fields: Any) -> Item:
    fields.setdefault("item_type", ItemType.EQUIPMENT)
    return create_item(account=account, by=TESTER, code=code, field_1=f"Nombre {code}", **fields)


def location(account: Account, code: str, **fields: Any) -> Item:
    return new(account, code, item_type=ItemType.LOCATION, **fields)


def errors_of(error: pytest.ExceptionInfo[ValidationError]) -> set[str]:
    return set(error.value.message_dict)


def test_creating_an_item_is_on_the_record_with_what_was_given(account: Account) -> None:
    item = new(account, "EQ-1", notes="nueva")
    entry = Transaction.objects.get()
    assert (entry.module, entry.action, entry.target_id) == ("items", "item_created", str(item.pk))
    assert set(entry.changes) == {"code", "item_type", "field_1", "notes"}


def test_changing_an_item_records_before_and_after(account: Account) -> None:
    item = update_item(item=new(account, "EQ-1"), by=TESTER, weight="2.5")
    assert Transaction.objects.get(action="item_changed").changes == {"weight": [None, "2.5"]}
    assert Item.objects.get(pk=item.pk).weight == 2.5


def test_a_change_that_changes_nothing_is_not_recorded(account: Account) -> None:
    update_item(item=new(account, "EQ-1"), by=TESTER, code="EQ-1")
    assert not Transaction.objects.filter(action="item_changed").exists()


def test_a_code_is_taken_once_per_account(account: Account, other_account: Account) -> None:
    new(account, "EQ-1")
    new(other_account, "EQ-1")
    with pytest.raises(CodeTaken):
        new(account, "EQ-1")
    with pytest.raises(CodeTaken):
        update_item(item=new(account, "EQ-2"), by=TESTER, code="EQ-1")


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_want_the_same_code_at_once_one_gets_it(account: Account) -> None:
    def attempt(index: int) -> bool:
        try:
            return bool(new(account, "EQ-1").pk)
        except CodeTaken:
            return False

    assert sum(at_once(8, attempt)) == 1
    assert Transaction.objects.filter(action="item_created").count() == 1


@pytest.mark.parametrize("code", ["", "a/", "/", "a\n", "a\x7fb", "x" * 101])
def test_a_code_that_no_address_could_hold_is_refused(account: Account, code: str) -> None:
    with pytest.raises(ValidationError) as error:
        new(account, code)
    assert errors_of(error) == {"code"}


def test_only_tools_and_parts_need_a_unit(account: Account) -> None:
    for item_type in (ItemType.TOOL, ItemType.PART):
        with pytest.raises(ValidationError) as error:
            new(account, "A", item_type=item_type)
        assert errors_of(error) == {"units_code", "units_description"}
    new(account, "B", item_type=ItemType.DIGITAL)


def test_the_location_is_the_nearest_location_above(account: Account) -> None:
    plant = location(account, "PLANT")
    hall = location(account, "HALL", parent=plant)
    pump = new(account, "PUMP", parent=hall)
    seal = new(account, "SEAL", parent=pump)
    assert (plant.location, hall.location, pump.location, seal.location) == (None, plant, hall, hall)
    assert new(account, "LOOSE").location is None


def test_what_stands_in_a_moved_item_moves_along_and_other_locations_keep_their_own(account: Account) -> None:
    plant, store = location(account, "PLANT"), location(account, "STORE")
    pump = new(account, "PUMP", parent=plant)
    seal = new(account, "SEAL", parent=new(account, "MOTOR", parent=pump))
    update_item(item=pump, by=TESTER, parent=store)
    seal.refresh_from_db()
    assert seal.location == store
    update_item(item=store, by=TESTER, parent=plant)
    seal.refresh_from_db()
    assert seal.location == store


def test_a_location_only_stands_in_a_location(account: Account) -> None:
    with pytest.raises(ValidationError) as error:
        location(account, "HALL", parent=new(account, "PUMP"))
    assert errors_of(error) == {"parent"}


def test_nothing_stands_in_itself_or_in_what_it_holds(account: Account) -> None:
    top = location(account, "TOP")
    deep = location(account, "DEEP", parent=location(account, "MIDDLE", parent=top))
    for parent in (top, deep):
        with pytest.raises(ValidationError) as error:
            update_item(item=top, by=TESTER, parent=parent)
        assert errors_of(error) == {"parent"}


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_make_no_circle(account: Account) -> None:
    pair = [location(account, "A"), location(account, "B")]

    def move(index: int) -> bool:
        try:
            return bool(update_item(item=pair[index], by=TESTER, parent=pair[1 - index]))
        except ValidationError:
            return False

    assert sum(at_once(2, move)) == 1


def test_nothing_stands_in_an_item_of_another_account(account: Account, other_account: Account) -> None:
    theirs = location(other_account, "PLANT")
    with pytest.raises(ValidationError) as error:
        new(account, "PUMP", parent=theirs)
    assert errors_of(error) == {"parent"}


def test_the_type_stays(account: Account) -> None:
    with pytest.raises(ValidationError) as error:
        update_item(item=new(account, "PUMP"), by=TESTER, item_type=ItemType.LOCATION)
    assert errors_of(error) == {"item_type"}


def test_going_out_of_service_and_coming_back_leave_their_moments(account: Account) -> None:
    item = update_item(item=new(account, "PUMP"), by=TESTER, available=False)
    out = item.initial_date_out_of_service
    assert out
    assert update_item(item=item, by=TESTER, notes="x").initial_date_out_of_service == out
    back = update_item(item=item, by=TESTER, available=True)
    assert back.last_final_date_available
    assert back.last_final_date_available >= out


def test_an_item_is_called_by_its_description_or_else_by_its_fields_and_code(account: Account) -> None:
    item = new(account, "EQ-1", field_2="Acme", field_4="A-77")
    assert composed_description(vars(item)) == "Nombre EQ-1 Acme A-77 { EQ-1 }"
    assert composed_description(vars(update_item(item=item, by=TESTER, description="Bomba 1"))) == "Bomba 1"


def test_an_item_that_holds_others_cannot_be_deleted_under_them(account: Account) -> None:
    plant = location(account, "PLANT")
    new(account, "PUMP", parent=plant)
    with pytest.raises(IntegrityError):
        plant.delete()


@pytest.mark.django_db(transaction=True)
def test_the_tree_of_locations_is_read_in_one_query_even_if_it_were_a_circle(account: Account) -> None:
    top = location(account, "TOP")
    inner = location(account, "INNER", parent=top)
    Item.objects.filter(pk=top.pk).update(location=inner, parent=inner)
    found = Item.objects.of(account).filter(location__in=Item.objects.locations_from(account, "TOP"))
    assert {item.code for item in found} == {"TOP", "INNER"}
    assert Item.objects.above(inner).count() == 2
