"""Counts that the database keeps: true after every kind of write, whoever writes, also many at once."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F

from apps.accounts.models import Account
from apps.common import counting
from apps.common.row_counts import RowCount
from apps.maintenance.models import Attachment, Item, ItemType
from tests.api.helpers import new_item
from tests.meters import new_attachment
from tests.threads import at_once


def is_true() -> bool:
    for counted in counting.registered():
        assert counting.kept(counted) == counting.true(counted), counted
    return True


def items(account: Account, **values: Any) -> int | None:
    return counting.total(Item, account, values)


def some(account: Account, *codes: str, **fields: Any) -> list[Item]:
    return [Item(account=account, code=code, item_type=ItemType.EQUIPMENT, field_1="Bomba", **fields) for code in codes]


def test_every_kind_of_write_is_counted(account: Account, other_account: Account) -> None:
    place = new_item(account, "P", item_type=ItemType.LOCATION)
    inside = new_item(account, "A", parent=place)
    new_item(other_account, "A")
    assert (items(account), items(other_account)) == (2, 1)
    assert [items(account, item_type=kind) for kind in (1, 2, 3)] == [1, 1, 0]
    assert (items(account, location=place), items(account, active=True), items(account, active=False)) == (1, 2, 0)
    Item.objects.bulk_create(some(account, "B", "C", "D", active=False))
    assert (items(account), items(account, active=False)) == (5, 3)
    Item.objects.filter(code__in="BC").update(active=True, item_type=ItemType.TOOL)
    Item.objects.filter(pk=inside.pk).update(location=None)
    assert (items(account, active=False), items(account, item_type=3), items(account, location=place)) == (1, 2, 0)
    inside.delete()
    Item.objects.filter(code__in="BC").delete()
    assert (items(account), items(account, item_type=3)) == (2, 0)
    assert is_true()


def test_what_a_column_holds_is_added_up_after_every_kind_of_write(account: Account, other_account: Account) -> None:
    first, second = new_attachment(account, "A"), new_attachment(account, "B")
    new_attachment(other_account, "C")
    assert counting.sum_of("size", account) == first.size + second.size
    Attachment.objects.filter(pk=first.pk).update(size=7)
    assert counting.sum_of("size", account) == 7 + second.size
    Attachment.objects.filter(pk=second.pk).delete()
    assert counting.sum_of("size", account) == 7
    assert is_true()
    Attachment.objects.of(account).delete()
    assert counting.sum_of("size", account) == 0
    assert counting.sum_of("nothing", account) == 0


def test_what_is_not_kept_is_not_made_up(account: Account) -> None:
    assert items(account, item_type=1, active=True) is None
    assert items(account, barcode="x") is None
    assert counting.total(RowCount, account, {}) is None


def test_a_write_that_is_taken_back_is_not_counted(account: Account) -> None:
    with transaction.atomic():
        Item.objects.bulk_create(some(account, "A"))
        transaction.set_rollback(True)
    assert items(account) == 0


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_lose_nothing_and_no_two_wait_for_each_other(account: Account) -> None:
    new_item(account, "ONE")

    def write(index: int) -> bool:
        with transaction.atomic():
            for code in (f"A{index}", f"B{index}"):
                Item.objects.bulk_create(some(account, code))
            Item.objects.filter(code=f"A{index}").update(active=~F("active") if index % 2 else False)
        return bool(Item.objects.filter(code=f"B{index}").delete()[0]) if index % 3 else True

    assert all(at_once(8, write))
    assert items(account) == Item.objects.of(account).count()
    assert is_true()


def test_an_account_and_its_rows_can_go_together(other_account: Account) -> None:
    Item.objects.bulk_create(some(other_account, "A"))
    other_account.delete()
    assert not Item.objects.exists()


def test_a_count_that_is_wrong_is_found_and_made_anew(account: Account) -> None:
    new_item(account, "A")
    RowCount.objects.filter(value="").update(number=7)
    with pytest.raises(CommandError, match="counts are wrong"):
        call_command("recount", "--check", stdout=StringIO())
    out = StringIO()
    call_command("recount", stdout=out)
    assert "maintenance.Item: wrong" in out.getvalue()
    call_command("recount", "--check", stdout=StringIO())
    assert items(account) == 1
