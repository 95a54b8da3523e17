"""PUT /api/work_order_change_status: which steps there are, and what each leaves behind."""

from __future__ import annotations

from typing import Any

import pytest

from apps.accounts.models import Account
from apps.audit.models import Transaction
from apps.maintenance.models import WorkOrder, WorkOrderStatus
from apps.maintenance.services.work_order_status import change_status
from tests.api.helpers import Program, token_for
from tests.api.test_work_orders_write import invalid, rows_of
from tests.factories import TESTER
from tests.orders import new_order, new_person

STATUS = "/api/work_order_change_status"


@pytest.fixture
def program(account: Account) -> Program:
    return Program(token_for(account, ["work_orders:edit"]))


def test_a_status_is_changed_for_somebody(account: Account, program: Program) -> None:
    new_order(account, tasks=2)
    new_person(account, "TEC")
    rows = rows_of(program.put(f"{STATUS}/WO-1", {"id_status_work_order": "2", "user_code": "TEC"}))
    assert [row["id_status_work_order"] for row in rows] == [2, 2]
    assert rows[0]["review_date"] is not None
    entry = Transaction.objects.get(action="status_changed")
    assert (entry.changes["status"], entry.changes["user_code"]) == ([1, 2], ["", "TEC"])
    rows = rows_of(program.put(f"{STATUS}/WO-1/", {"id_status_work_order": 3}))
    assert rows[0]["wo_final_date"] is not None
    assert [row["done"] for row in rows] == [True, True]


def test_an_illegal_step_is_a_400_that_says_which_are_possible(account: Account, program: Program) -> None:
    order = new_order(account)
    named = invalid(program.put(f"{STATUS}/WO-1", {"id_status_work_order": 7}))
    possible = "2 (Under review), 3 (Completed), 4 (Cancelled)"
    assert named == {"id_status_work_order": f"From its status now it can only become: {possible}."}
    change_status(order=order, status=WorkOrderStatus.CANCELLED, by=TESTER)
    named = invalid(program.put(f"{STATUS}/WO-1", {"id_status_work_order": 1}))
    assert "closed" in named["id_status_work_order"]


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({}, {"id_status_work_order"}),
        ({"user_code": "TEC"}, {"id_status_work_order"}),
        ({"id_status_work_order": "x"}, {"id_status_work_order"}),
        ({"id_status_work_order": 2, "user_code": "NOBODY"}, {"user_code"}),
        ({"id_status_work_order": 2, "note": "x"}, {"note"}),
    ],
)
def test_what_is_wrong_with_a_change_of_status_is_named(
    account: Account, program: Program, body: dict[str, Any], names: set[str]
) -> None:
    new_order(account)
    assert set(invalid(program.put(f"{STATUS}/WO-1", body))) == names
    assert WorkOrder.objects.get().status == WorkOrderStatus.IN_PROCESS


def test_the_status_of_an_unknown_order_is_404(program: Program) -> None:
    assert program.put(f"{STATUS}/WO-9", {"id_status_work_order": 2}).status_code == 404
