"""Work orders, as the services keep them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from apps.accounts.models import Account
from apps.audit.models import Transaction
from apps.maintenance.models import Numbering, PlannedTask, TaskStatus, WorkOrder, WorkOrderStatus
from apps.maintenance.services.people import create_person
from apps.maintenance.services.tasks import InvalidTask
from apps.maintenance.services.work_order_status import change_status
from apps.maintenance.services.work_orders import create_work_order, update_work_order
from tests.factories import TESTER
from tests.meters import day, new_meter, read
from tests.orders import an_item, new_order, new_plan
from tests.threads import at_once

Status = WorkOrderStatus


def move(order: WorkOrder, *steps: int) -> WorkOrder:
    for step in steps:
        order = change_status(order=order, status=step, by=TESTER)
    return order


def test_folios_are_given_in_order_in_each_account(account: Account, other_account: Account) -> None:
    assert [new_order(account).folio for _ in range(3)] == ["WO-1", "WO-2", "WO-3"]
    assert new_order(other_account).folio == "WO-1"


def test_a_folio_that_was_brought_along_is_passed_over(account: Account) -> None:
    WorkOrder.objects.create(account=account, folio="WO-1")
    assert new_order(account).folio == "WO-2"


def test_a_number_that_was_not_used_is_given_again(account: Account) -> None:
    with pytest.raises(ValidationError):
        new_order(account, tasks=0)
    assert new_order(account).folio == "WO-1"


@pytest.mark.django_db(transaction=True)
def test_two_at_once_get_two_folios_and_two_codes(account: Account) -> None:
    item = an_item(account)

    def make(index: int) -> tuple[str, str]:
        person = create_person(account=account, by=TESTER, first_name="Iván")
        return new_order(account, item).folio, person.code

    made = at_once(4, make)
    assert sorted(folio for folio, _ in made) == ["WO-1", "WO-2", "WO-3", "WO-4"]
    assert sorted(code for _, code in made) == ["P-0001", "P-0002", "P-0003", "P-0004"]
    assert {row.last for row in Numbering.objects.of(account)} == {4}


def test_what_is_wrong_with_one_task_undoes_the_order(account: Account) -> None:
    task = {"item": an_item(account), "description": "Revisar"}
    with pytest.raises(InvalidTask) as error:
        create_work_order(account=account, by=TESTER, tasks=[task, task | {"id_priorities": 9}])
    assert (error.value.position, set(error.value.message_dict)) == (1, {"id_priorities"})
    assert not WorkOrder.objects.exists()


@pytest.mark.parametrize(
    ("start", "possible"),
    [((), {2, 3, 4}), ((2,), {1, 3, 4}), ((2, 1), {2, 3, 4}), ((3,), set()), ((2, 3), set()), ((4,), set())],
)
def test_from_each_status_some_steps_are_possible(account: Account, start: tuple[int, ...], possible: set[int]) -> None:
    order = move(new_order(account), *start)
    taken = {step for step in Status.values if step != order.status and step_is_taken(order, step)}
    assert taken == possible


def step_is_taken(order: WorkOrder, step: int) -> bool:
    before = WorkOrder.objects.filter(pk=order.pk).values().get()
    try:
        move(order, step)
    except ValidationError as error:
        return "status" not in error.message_dict
    WorkOrder.objects.filter(pk=order.pk).update(**before)
    return True


def test_the_status_that_it_has_already_changes_nothing(account: Account) -> None:
    order = move(new_order(account), Status.UNDER_REVIEW)
    assert move(order, Status.UNDER_REVIEW).review_date == order.review_date
    assert Transaction.objects.filter(action="status_changed").count() == 1


def test_review_and_completion_leave_their_moments(account: Account) -> None:
    order = move(new_order(account), Status.UNDER_REVIEW)
    assert order.review_date
    assert not order.wo_final_date
    assert move(order, Status.IN_PROCESS).review_date is None
    done = move(order, Status.UNDER_REVIEW, Status.COMPLETED)
    assert done.review_date
    assert done.wo_final_date
    assert done.wo_final_date >= done.review_date


def test_completing_an_order_completes_its_tasks(account: Account) -> None:
    order = new_order(account, tasks=2)
    started = order.creation_date + timedelta(hours=1)
    update_work_order(order=order, by=TESTER, task=order.tasks.first(), task_fields={"initial_date": started})
    move(order, Status.COMPLETED)
    order.refresh_from_db()
    assert order.completed_percentage == 100
    assert {task.task_status for task in order.tasks.all()} == {TaskStatus.DONE}
    assert all(
        task.final_date and task.final_date >= (task.initial_date or task.final_date) for task in order.tasks.all()
    )


def test_a_cancelled_order_leaves_its_tasks_as_they_are_and_gives_its_plan_back(account: Account) -> None:
    plan = new_plan(account, every_days=30)
    order = move(new_order(account, planned=[plan.pk]), Status.CANCELLED)
    assert {task.task_status for task in order.tasks.all()} == {TaskStatus.NO_STARTED}
    back = PlannedTask.objects.pending(account).get()
    assert (back, back.next_date, back.times_done) == (plan, plan.next_date, 0)


@pytest.mark.parametrize(
    ("trigger", "days", "in_force"),
    [({"every_days": 30}, 30, True), ({"every_reading": "Cada 500 h"}, None, True), ({}, None, False)],
)
def test_what_was_done_is_planned_again_as_its_trigger_says(
    account: Account, trigger: dict[str, Any], days: int | None, in_force: bool
) -> None:
    plan = new_plan(account, **trigger)
    move(new_order(account, planned=[plan.pk]), Status.COMPLETED)
    plan.refresh_from_db()
    assert plan.last_date
    assert plan.next_date == (plan.last_date + timedelta(days=days) if days else None)
    assert (plan.active, plan.times_done, plan.work_order) == (in_force, 1, None)


@pytest.mark.django_db(transaction=True)
def test_of_two_orders_at_once_one_gets_the_pending_task(account: Account) -> None:
    plan = new_plan(account)

    def take(index: int) -> bool:
        try:
            return bool(create_work_order(account=account, by=TESTER, planned=[plan.pk]).pk)
        except ValidationError:
            return False

    assert sum(at_once(2, take)) == 1


def test_a_task_keeps_when_it_was_started_and_finished(account: Account) -> None:
    order = new_order(account)
    task = order.tasks.get()

    def change(**fields: object) -> None:
        update_work_order(order=order, by=TESTER, task=task, task_fields=fields)
        task.refresh_from_db()

    change(task_status=TaskStatus.IN_PROGRESS, initial_date=timezone.now() - timedelta(hours=2))
    assert task.final_date is None
    change(task_status=TaskStatus.DONE)
    assert task.final_date
    assert 7200 <= task.real_duration < 7300
    change(task_status=TaskStatus.PAUSED)
    assert task.final_date is None
    order.refresh_from_db()
    assert order.completed_percentage == 0


def test_an_order_is_not_part_of_itself(account: Account) -> None:
    order = new_order(account)
    with pytest.raises(ValidationError) as error:
        update_work_order(order=order, by=TESTER, parent=order)
    assert set(error.value.message_dict) == {"parent"}


def test_what_is_due_by_a_meter_waits_for_its_next_value_when_it_was_done(account: Account) -> None:
    meter = new_meter(account)
    plan = new_plan(account, meter=meter, every_value=500, next_value=500, next_date=None)
    assert "500 HRS" in plan.every_reading
    read(meter, 1, 510)
    plan.refresh_from_db()
    assert plan.next_date == day(1)
    order = create_work_order(account=account, by=TESTER, planned=[plan.pk], tasks=[])
    read(meter, 2, 530)
    change_status(order=order, status=WorkOrderStatus.COMPLETED, by=TESTER)
    plan.refresh_from_db()
    assert (plan.next_value, plan.active) == (Decimal(1030), True)
    assert plan.next_date is None


@pytest.mark.parametrize("fields", [{"every_value": 5}, {"next_value": 5}])
def test_a_value_is_of_a_meter_of_the_same_item(account: Account, fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        new_plan(account, **fields)
    with pytest.raises(ValidationError) as caught:
        new_plan(account, "EQ-2", meter=new_meter(account, "EQ-1"), **fields)
    assert "meter" in caught.value.message_dict
