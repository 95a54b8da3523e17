"""Business Calendar: the hours of the week and the holidays on the screen, and what they do to the plan."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import Account, Role, User
from apps.audit.models import Transaction
from apps.company.models import WEEKDAYS, Holiday, WorkingWeek
from apps.company.services.business_calendar import create_holiday
from apps.maintenance.models import PlannedTask
from tests.conftest import sign_in
from tests.factories import TESTER, GroupFactory, UserFactory
from tests.orders import new_plan
from tests.settings.conftest import HTMX, age_sign_in, streamed

HOURS, HOLIDAYS = "/settings/business-calendar/working-hours/", "/settings/business-calendar/holidays/"
WEEK = {
    **dict.fromkeys(WEEKDAYS[:5], "on"),
    **{f"{day}_1_{end}": hour for day in WEEKDAYS[:5] for end, hour in (("from", "07:00"), ("to", "12:00"))},
    **{f"{day}_2_{end}": hour for day in WEEKDAYS[:5] for end, hour in (("from", "13:00"), ("to", "00:00"))},
}
NEW = {"description": "Día de la compañía", "date": "2030-02-08"}

pytestmark = pytest.mark.django_db


def person(account: Account, *actions: str) -> Client:
    """Somebody of a group that may do just this in the calendar."""
    group = GroupFactory.create(account=account, permissions=[f"business_calendar:{action}" for action in actions])
    return sign_in(UserFactory.create(account=account, role=Role.CUSTOM, permission_group=group, language="en"))


def holiday(account: Account, on: str = "2030-02-08", **fields: Any) -> Holiday:
    words: dict[str, Any] = {"description": "Festivo", "date": date.fromisoformat(on)} | fields
    return create_holiday(account=account, by=TESTER, **words).row


def names(page: Any) -> list[str]:
    return [row["row"].description for row in page.context["table"]]


# --- working hours ----------------------------------------------------------------------------------------------------


def test_the_week_is_saved_and_moves_what_is_pending(ana: User, account: Account) -> None:
    plan = new_plan(account, next_date=datetime(2030, 2, 9, 10, tzinfo=UTC))
    page = sign_in(ana).post(HOURS, WEEK, follow=True).content.decode()
    week = WorkingWeek.objects.get()
    assert (week.monday, week.saturday) == ("07:00-12:00 13:00-24:00", "")
    assert "The working hours are saved. 1 pending task was moved." in page
    plan.refresh_from_db()
    assert plan.next_date == datetime(2030, 2, 11, 7, tzinfo=UTC)
    assert Transaction.objects.get(action="week_changed").changes["saturday"] == ["00:00-24:00", ""]


def test_the_page_shows_what_was_saved_in_the_order_of_the_account_s_week(ana: User, account: Account) -> None:
    client = sign_in(ana)
    client.post(HOURS, WEEK)
    Account.objects.filter(pk=account.pk).update(first_day_of_week=7)
    page = client.get(HOURS).content.decode()
    assert page.index("Sunday") < page.index("Monday") < page.index("Saturday")
    for part in ('name="monday" id="id_monday" checked', 'name="monday_2_to" value="00:00"'):
        assert part in " ".join(page.split())
    assert 'id="id_sunday" checked' not in page


def test_a_working_day_without_hours_has_all_of_them(ana: User) -> None:
    sign_in(ana).post(HOURS, {"monday": "on", "tuesday_1_from": "08:00", "tuesday_1_to": "09:00"})
    week = WorkingWeek.objects.get()
    assert (week.monday, week.tuesday) == ("00:00-24:00", "")


def test_hours_typed_for_a_day_that_stays_free_are_not_lost_without_a_word(ana: User) -> None:
    client = sign_in(ana)
    client.post(HOURS, WEEK)
    page = client.post(HOURS, WEEK | {"sunday_1_from": "08:00", "sunday_1_to": "12:00"})
    assert page.status_code == 422
    assert page.context["form"].errors == {"sunday": ["Mark it as a working day, or leave its hours empty."]}
    assert "Sunday – Mark it as a working day" in page.content.decode()
    # A working day becomes free by its mark alone.
    assert client.post(HOURS, {name: value for name, value in WEEK.items() if name != "friday"}).status_code == 302
    assert WorkingWeek.objects.get().friday == ""


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"monday_1_to": ""}, "monday"),
        ({"monday_1_to": "06:00"}, "monday"),
        ({"friday_2_from": "11:00"}, "friday"),
        ({"friday_1_from": "25:00"}, "friday_1_from"),
        (dict.fromkeys(WEEKDAYS, ""), "__all__"),
    ],
)
def test_hours_that_cannot_be_are_refused_at_their_day(ana: User, sent: dict[str, str], field: str) -> None:
    answer = sign_in(ana).post(HOURS, WEEK | sent)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {field})
    assert not WorkingWeek.objects.exists()


def test_who_may_only_look_cannot_save_the_week(account: Account) -> None:
    client = person(account, "view")
    page = client.get(HOURS).content.decode()
    assert '<fieldset class="hours" disabled>' in page
    assert client.post(HOURS, WEEK).status_code == 403
    assert person(account, "add", "edit", "delete").get(HOURS).status_code == 403


# --- holidays ---------------------------------------------------------------------------------------------------------


def test_a_new_holiday_says_what_it_moved_and_can_be_undone_at_once(ana: User, account: Account) -> None:
    plan = new_plan(account, next_date=datetime(2030, 2, 8, 10, tzinfo=UTC))
    client = sign_in(ana)
    page = client.post(f"{HOLIDAYS}add/", NEW, follow=True).content.decode()
    row = Holiday.objects.get()
    assert "The holiday is created. 1 pending task was moved." in page
    assert f'action="{HOLIDAYS}{row.pk}/delete/"' in page
    assert due(plan) == datetime(2030, 2, 9, tzinfo=UTC)
    page = client.post(f"{HOLIDAYS}{row.pk}/delete/", follow=True).content.decode()
    assert "is deleted. 1 pending task was moved." in page
    assert due(plan) == datetime(2030, 2, 8, 10, tzinfo=UTC)


def due(plan: PlannedTask) -> datetime | None:
    plan.refresh_from_db()
    return plan.next_date


def test_the_panel_tells_how_many_tasks_it_would_move_before_it_is_saved(ana: User, account: Account) -> None:
    new_plan(account, next_date=datetime(2030, 2, 8, 10, tzinfo=UTC))
    new_plan(account, "EQ-2", next_date=datetime(2031, 2, 8, 10, tzinfo=UTC))
    client, row = sign_in(ana), holiday(account, "2030-03-01")

    def told(**asked: Any) -> str:
        return str(client.get(f"{HOLIDAYS}impact/", asked, headers=HTMX).content.decode().strip())

    assert told(date="2030-02-08") == "1 pending task will be moved."
    assert told(date="2020-02-08", recurrent="on") == "2 pending tasks will be moved."
    assert told(date="2030-02-08", working_day="on") == told(date="2030-02-07") == "No pending task will be moved."
    assert told(date="2030-02-08", holiday=row.pk) == "1 pending task will be moved."
    assert told() == told(date="x") == told(date="0001-01-01") == ""
    assert PlannedTask.objects.get(item__code="EQ-1").next_date == datetime(2030, 2, 8, 10, tzinfo=UTC)


def test_a_holiday_is_changed_in_its_panel(ana: User, account: Account) -> None:
    row = holiday(account)
    page = sign_in(ana).post(f"{HOLIDAYS}{row.pk}/", NEW | {"working_day": "on", "recurrent": "on"}, follow=True)
    row.refresh_from_db()
    assert (row.description, row.working_day, row.recurrent) == ("Día de la compañía", True, True)
    assert "The holiday is saved." in page.content.decode()


@pytest.mark.parametrize(
    ("sent", "field"), [({"description": ""}, "description"), ({"date": ""}, "date"), ({"date": "2030-02-30"}, "date")]
)
def test_what_is_no_holiday_is_refused_at_its_field(ana: User, sent: dict[str, str], field: str) -> None:
    answer = sign_in(ana).post(f"{HOLIDAYS}add/", NEW | sent)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {field})


def test_a_date_that_is_there_already_is_refused_at_the_date(ana: User, account: Account) -> None:
    holiday(account)
    answer = sign_in(ana).post(f"{HOLIDAYS}add/", NEW)
    assert answer.context["form"].errors["date"] == ["This date is in the calendar already."]


def test_the_list_is_searched_filtered_and_sorted(ana: User, account: Account) -> None:
    holiday(account, "2030-12-25", description="Navidad", recurrent=True)
    holiday(account, "2031-01-06", description="Reyes")
    holiday(account, "2030-05-04", description="Inventario", working_day=True)
    client = sign_in(ana)

    def shown(query: str) -> list[str]:
        return names(client.get(f"{HOLIDAYS}?{query}"))

    assert shown("") == ["Inventario", "Navidad", "Reyes"]
    assert shown("sort=-description") == ["Reyes", "Navidad", "Inventario"]
    assert shown("q=navi") == shown("recurrent=yes") == ["Navidad"]
    assert shown("year=2031") == ["Navidad", "Reyes"]
    assert shown("working_day=yes") == ["Inventario"]
    assert shown("year=99999") == []


def test_the_list_is_exported_in_the_account_s_way_of_writing_dates(ana: User, account: Account) -> None:
    holiday(account, description="=Navidad")
    client = sign_in(ana)
    assert '"\'=Navidad","2030-02-08","No","No"' in streamed(client.get(f"{HOLIDAYS}export/"))
    Account.objects.filter(pk=account.pk).update(date_format="day_first")
    assert '"08/02/2030"' in streamed(client.get(f"{HOLIDAYS}export/"))


def test_the_selected_are_deleted_together_by_whoever_proves_who_they_are(ana: User, account: Account) -> None:
    plan = new_plan(account, next_date=datetime(2030, 2, 8, 10, tzinfo=UTC))
    rows = [holiday(account), holiday(account, "2030-02-09")]
    client, sent = sign_in(ana), {"action": "delete", "confirmed": "1", "selected": [row.pk for row in rows]}
    age_sign_in(client)
    assert client.post(HOLIDAYS, sent)["Location"].startswith("/confirm/")
    client = sign_in(ana)
    assert (
        "2 holidays are deleted. 1 pending task was moved." in client.post(HOLIDAYS, sent, follow=True).content.decode()
    )
    assert due(plan) == datetime(2030, 2, 8, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("actions", "may"),
    [
        (("view",), set()),
        (("view", "add"), {"add"}),
        (("view", "edit"), {"edit"}),
        (("view", "delete"), {"delete"}),
        (("view", "reports"), {"reports"}),
    ],
)
def test_each_permission_opens_what_it_is_for(account: Account, actions: tuple[str, ...], may: set[str]) -> None:
    client, row = person(account, *actions), holiday(account)
    answers = {
        "reports": client.get(f"{HOLIDAYS}export/").status_code,
        "edit": client.post(f"{HOLIDAYS}{row.pk}/", NEW).status_code,
        "add": client.post(f"{HOLIDAYS}add/", NEW | {"date": "2030-03-01"}).status_code,
        "delete": client.post(f"{HOLIDAYS}{row.pk}/delete/").status_code,
    }
    assert {name for name, status in answers.items() if status != 403} == may


def test_another_account_s_holiday_is_not_there(carla: User, account: Account) -> None:
    row, client = holiday(account), sign_in(carla)
    assert names(client.get(HOLIDAYS)) == []
    for path in (f"{HOLIDAYS}{row.pk}/", f"{HOLIDAYS}{row.pk}/delete/"):
        assert client.post(path, NEW).status_code == 404
    sent = {"action": "delete", "confirmed": "1", "selected": row.pk}
    client.post(HOLIDAYS, sent)
    assert Holiday.objects.get() == row


def test_the_list_takes_the_same_queries_for_one_and_for_many(
    ana: User, account: Account, django_assert_num_queries: Any
) -> None:
    holiday(account)
    client = sign_in(ana)
    client.get(HOLIDAYS)
    with django_assert_num_queries(4):
        client.get(HOLIDAYS)
    for day in range(1, 21):
        holiday(account, f"2031-01-{day:02}")
    with django_assert_num_queries(4):
        client.get(HOLIDAYS)
