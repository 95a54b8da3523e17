"""What the calendar does to the plan: what is due on a holiday is moved, and goes back when there is none any more."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Account
from apps.accounts.services import update_account
from apps.audit.models import Transaction
from apps.company.calendar.loading import calendar_of
from apps.company.models import Holiday, WorkingWeek
from apps.company.services.business_calendar import (
    create_holiday,
    delete_holidays,
    update_holiday,
    update_working_week,
)
from apps.maintenance.models import PlannedTask, WorkOrderStatus
from apps.maintenance.services.work_order_status import change_status
from apps.maintenance.services.work_orders import create_work_order
from tests.factories import TESTER
from tests.meters import day as reading_day
from tests.meters import new_meter, read
from tests.orders import an_item, new_plan

FRIDAY = date(2030, 2, 8)
OFFICE = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "08:00-17:00") | dict.fromkeys(
    ("saturday", "sunday"), ""
)


@pytest.fixture
def bogota(account: Account) -> Account:
    Account.objects.filter(pk=account.pk).update(time_zone="America/Bogota")
    account.refresh_from_db()
    return account


def moment(text: str) -> datetime:
    """Local time in Bogotá."""
    return datetime.fromisoformat(f"{text}-05:00")


def due(plan: PlannedTask) -> str:
    plan.refresh_from_db()
    assert plan.next_date
    return f"{plan.next_date.astimezone(moment('2030-01-01T00:00').tzinfo):%Y-%m-%dT%H:%M}"


def holiday(account: Account, on: date = FRIDAY, **fields: Any) -> Any:
    return create_holiday(account=account, by=TESTER, date=on, **{"description": "Festivo"} | fields)


def test_a_holiday_moves_a_pending_date_and_without_it_it_is_where_it_was(bogota: Account) -> None:
    plan = new_plan(bogota, next_date=moment("2030-02-08T10:00"))
    other = new_plan(bogota, "EQ-2", next_date=moment("2030-02-07T10:00"))
    made = holiday(bogota)
    assert (made.moved, due(plan), due(other)) == (1, "2030-02-09T00:00", "2030-02-07T10:00")
    assert delete_holidays(account=bogota, holidays=[made.row], by=TESTER) == 1
    assert due(plan) == "2030-02-08T10:00"
    actions = Transaction.objects.filter(module="business_calendar").order_by("number")
    assert [(entry.action, entry.changes["moved_tasks"]) for entry in actions] == [
        ("holiday_created", [None, 1]), ("holiday_deleted", [None, 1])
    ]  # fmt: skip


def test_two_holidays_in_a_row_move_it_behind_both_and_each_is_taken_back_by_itself(bogota: Account) -> None:
    plan = new_plan(bogota, next_date=moment("2030-02-08T10:00"))
    first, second = holiday(bogota).row, holiday(bogota, FRIDAY + timedelta(days=1)).row
    assert due(plan) == "2030-02-10T00:00"
    delete_holidays(account=bogota, holidays=[second], by=TESTER)
    assert due(plan) == "2030-02-09T00:00"
    delete_holidays(account=bogota, holidays=[first], by=TESTER)
    assert due(plan) == "2030-02-08T10:00"


def test_another_date_or_mark_of_a_holiday_moves_what_it_is_about(bogota: Account) -> None:
    plan = new_plan(bogota, next_date=moment("2030-02-08T10:00"))
    row = holiday(bogota).row
    assert update_holiday(holiday=row, by=TESTER, working_day=True).moved == 1
    assert due(plan) == "2030-02-08T10:00"
    update_holiday(holiday=row, by=TESTER, working_day=False)
    assert update_holiday(holiday=row, by=TESTER, date=FRIDAY - timedelta(days=1)).moved == 1
    assert due(plan) == "2030-02-08T10:00"
    assert update_holiday(holiday=row, by=TESTER, description="Otro nombre").moved == 0


def test_a_day_of_every_year_moves_what_is_planned_in_each(bogota: Account) -> None:
    plans = [new_plan(bogota, f"EQ-{year}", next_date=moment(f"{year}-12-25T10:00")) for year in (2030, 2031, 2035)]
    late = new_plan(bogota, "EQ-LATE", next_date=moment("2031-12-24T10:00"))
    made = holiday(bogota, date(2026, 12, 25), recurrent=True)
    assert (made.moved, [due(plan)[5:] for plan in plans], due(late)[5:]) == (3, ["12-26T00:00"] * 3, "12-24T10:00")
    assert delete_holidays(account=bogota, holidays=[made.row], by=TESTER) == 3
    assert [due(plan)[5:] for plan in plans] == ["12-25T10:00"] * 3


def test_working_hours_move_everything_that_is_pending_to_the_next_working_moment(bogota: Account) -> None:
    plans = {
        text: new_plan(bogota, f"EQ-{text}", next_date=moment(text))
        for text in ("2030-02-08T18:00", "2030-02-10T09:00", "2030-02-11T09:00", "2031-06-14T09:00")
    }
    assert update_working_week(account=bogota, by=TESTER, **OFFICE).moved == 3
    assert [due(plan) for plan in plans.values()] == [
        "2030-02-11T08:00", "2030-02-11T08:00", "2030-02-11T09:00", "2031-06-16T08:00"
    ]  # fmt: skip
    assert update_working_week(account=bogota, by=TESTER, **dict.fromkeys(OFFICE, "00:00-24:00")).moved == 3
    assert [due(plan) for plan in plans.values()] == list(plans)


def test_what_is_planned_later_asks_the_calendar_too(bogota: Account) -> None:
    update_working_week(account=bogota, by=TESTER, **OFFICE)
    plan = new_plan(bogota, next_date=moment("2030-02-09T10:00"), every_days=30)
    assert (due(plan), plan.planned_date) == ("2030-02-11T08:00", moment("2030-02-09T10:00"))
    order = create_work_order(account=bogota, by=TESTER, planned=[plan.pk])
    task = order.tasks.get()
    assert (task.date_maintenance, task.cal_date_maintenance) == (plan.next_date, plan.planned_date)
    change_status(order=order, status=WorkOrderStatus.COMPLETED, by=TESTER)
    plan.refresh_from_db()
    assert plan.planned_date
    assert plan.next_date == calendar_of(bogota).working_moment(plan.planned_date)


def test_what_comes_back_from_a_cancelled_order_is_where_the_calendar_has_it_by_now(bogota: Account) -> None:
    plan = new_plan(bogota, next_date=moment("2030-02-08T10:00"))
    order = create_work_order(account=bogota, by=TESTER, planned=[plan.pk])
    assert holiday(bogota).moved == 0
    assert due(plan) == "2030-02-08T10:00"
    change_status(order=order, status=WorkOrderStatus.CANCELLED, by=TESTER)
    assert due(plan) == "2030-02-09T00:00"


def test_what_a_reading_makes_due_on_a_free_day_is_due_on_the_next_working_day(bogota: Account) -> None:
    meter = new_meter(bogota)
    plan = new_plan(bogota, meter=meter, every_value=500, next_value=500, next_date=None)
    local = reading_day(1).astimezone(moment("2030-01-01T00:00").tzinfo)
    holiday(bogota, local.date())
    reading = read(meter, 1, 510)
    plan.refresh_from_db()
    assert plan.planned_date == reading_day(1)
    assert due(plan) == f"{local.date() + timedelta(days=1)}T00:00"
    assert list(PlannedTask.objects.made_due_by(reading)) == [plan]


def test_another_time_zone_moves_the_days_and_with_them_what_is_pending(bogota: Account) -> None:
    plan = new_plan(bogota, next_date=moment("2030-02-07T22:00"))
    holiday(bogota)
    assert due(plan) == "2030-02-07T22:00"
    # In Madrid it is the 8th already.
    update_account(account=bogota, by=TESTER, time_zone="Europe/Madrid")
    assert due(plan) == "2030-02-08T18:00"
    assert Transaction.objects.get(action="tasks_moved").changes == {"moved_tasks": [None, 1]}
    update_account(account=bogota, by=TESTER, time_zone="America/Bogota")
    assert due(plan) == "2030-02-07T22:00"


def test_nothing_of_another_account_is_moved(bogota: Account, other_account: Account) -> None:
    theirs = new_plan(other_account, next_date=moment("2030-02-08T10:00"))
    holiday(bogota)
    assert due(theirs) == "2030-02-08T10:00"
    assert holiday(other_account).moved == 1


def test_a_thousand_tasks_of_a_day_are_moved_by_as_many_statements_as_one(bogota: Account) -> None:
    new_plan(bogota, next_date=moment("2030-02-08T10:00"))
    with CaptureQueriesContext(connection) as of_one:
        row = holiday(bogota).row
    delete_holidays(account=bogota, holidays=[row], by=TESTER)
    at, item = moment("2030-02-08T11:00"), an_item(bogota)
    PlannedTask.objects.bulk_create(
        PlannedTask(account=bogota, item=item, description="x", planned_date=at, next_date=at) for _ in range(1000)
    )
    with CaptureQueriesContext(connection) as of_many:
        made = holiday(bogota)
    assert (made.moved, len(of_many)) == (1001, len(of_one))


def test_the_week_takes_a_statement_for_each_month_in_which_anything_is_planned(bogota: Account) -> None:
    item = an_item(bogota)
    dates = [moment("2030-01-05T10:00") + timedelta(days=number) for number in range(60)]
    PlannedTask.objects.bulk_create(
        PlannedTask(account=bogota, item=item, description="x", planned_date=at, next_date=at) for at in dates
    )
    with CaptureQueriesContext(connection) as queries:
        update_working_week(account=bogota, by=TESTER, **OFFICE)
    assert sum("UPDATE" in query["sql"] and "plannedtask" in query["sql"] for query in queries) == 2
    wrong = [
        plan for plan in PlannedTask.objects.of(bogota)
        if plan.planned_date and plan.next_date != calendar_of(bogota).working_moment(plan.planned_date)
    ]  # fmt: skip
    assert wrong == []


def test_a_date_is_in_the_calendar_once_and_so_is_a_day_of_every_year(bogota: Account, other_account: Account) -> None:
    holiday(bogota)
    holiday(bogota, date(2026, 12, 25), recurrent=True)
    holiday(other_account)
    for on, fields in ((FRIDAY, {}), (FRIDAY, {"recurrent": True}), (date(2027, 12, 25), {"recurrent": True})):
        with pytest.raises(ValidationError) as error:
            holiday(bogota, on, **fields)
        assert set(error.value.message_dict) == {"date"}
    # By itself the date of another year can be otherwise.
    holiday(bogota, date(2027, 12, 25), working_day=True)
    assert Holiday.objects.of(bogota).count() == 3


@pytest.mark.parametrize("on", [date(1969, 12, 31), date(2200, 1, 1)])
def test_a_holiday_is_in_a_time_that_anybody_plans_for(bogota: Account, on: date) -> None:
    with pytest.raises(ValidationError) as error:
        holiday(bogota, on)
    assert set(error.value.message_dict) == {"date"}


def test_somebody_works_on_one_day_of_the_week(bogota: Account) -> None:
    with pytest.raises(ValidationError):
        update_working_week(account=bogota, by=TESTER, **dict.fromkeys(OFFICE, ""))
    assert not WorkingWeek.objects.exists()


def test_an_account_that_configures_nothing_keeps_its_dates(account: Account) -> None:
    """Integrations that know nothing of calendars see what they always saw."""
    assert calendar_of(account).is_always_open


def test_the_moment_itself_is_in_utc(bogota: Account) -> None:
    plan = new_plan(bogota, next_date=moment("2030-02-08T10:00"))
    holiday(bogota)
    plan.refresh_from_db()
    assert plan.next_date == datetime(2030, 2, 9, 5, tzinfo=UTC)
