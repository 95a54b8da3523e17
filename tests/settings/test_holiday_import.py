"""A file of holidays: looked at first, then brought in as a whole, and the plan follows once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Account, Role, User
from apps.audit.models import Transaction
from apps.company.calendar.planning import SHEET, HolidayPlan
from apps.company.models import Holiday
from apps.company.models.holiday import MAX_HOLIDAYS
from apps.company.services.business_calendar import create_holiday
from apps.company.services.holiday_imports import import_holidays
from apps.maintenance.models import PlannedTask
from tests.conftest import sign_in
from tests.factories import TESTER, GroupFactory, UserFactory
from tests.orders import new_plan
from tests.settings.conftest import streamed

HOLIDAYS = "/settings/business-calendar/holidays/"
IMPORT = f"{HOLIDAYS}import/"
HEADER = "description,date,recurrent,working_day\n"
AT_TEN = datetime(2030, 2, 8, 10, tzinfo=UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def client(ana: User) -> Client:
    return sign_in(ana)


def sent(client: Client, text: str) -> Any:
    return client.post(IMPORT, {"file": SimpleUploadedFile("holidays.csv", text.encode(), content_type="text/csv")})


def holiday(account: Account, on: str = "2030-02-08", **fields: Any) -> Holiday:
    words: dict[str, Any] = {"description": "Festivo", "date": date.fromisoformat(on)} | fields
    return create_holiday(account=account, by=TESTER, **words).row


def rows(account: Account) -> set[tuple[str, str, bool, bool]]:
    found = Holiday.objects.of(account)
    return {(row.description, str(row.date), row.recurrent, row.working_day) for row in found}


def due(plan: PlannedTask) -> datetime | None:
    plan.refresh_from_db()
    return plan.next_date


def refusals(account: Account, text: str) -> dict[int, str]:
    plan = HolidayPlan(account, SHEET.parsed(text))
    return {line.number: " ".join(line.errors) for line in plan.of("refused")}


def bring_in(account: Account, text: str) -> Any:
    return import_holidays(account=account, lines=SHEET.parsed(text), by=TESTER)


def test_a_file_is_looked_at_and_then_brought_in_and_tells_what_it_moves(client: Client, account: Account) -> None:
    plan = new_plan(account, next_date=AT_TEN)
    holiday(account, "2030-05-01", description="Trabajo")
    assert 'type="file"' in client.get(IMPORT).content.decode()
    page = sent(client, f"{HEADER}Fiesta,2030-02-08,no,no\nDía del trabajo,2030-05-01,yes,no\n")
    assert page.context["counts"] == {"refused": 0, "added": 1, "changed": 1, "same": 0}
    words = page.content.decode()
    for part in ("Trabajo → Día del trabajo", "Every year: No → Yes", "1 pending task will be moved."):
        assert part in words
    assert (Holiday.objects.count(), due(plan)) == (1, AT_TEN)
    done = client.post(IMPORT, {"text": page.context["text"]}, follow=True).content.decode()
    assert "1 holiday is added. 1 holiday is changed. 1 pending task was moved." in done
    assert rows(account) == {("Fiesta", "2030-02-08", False, False), ("Día del trabajo", "2030-05-01", True, False)}
    assert due(plan) == datetime(2030, 2, 9, tzinfo=UTC)
    assert Holiday.objects.get(recurrent=True).month_day == 501
    changes = {entry.action: entry.changes for entry in Transaction.objects.order_by("number")}
    assert changes["holiday_changed"]["recurrent"] == [False, True]
    assert changes["holiday_created"]["moved_tasks"] == [None, 1]


@pytest.mark.parametrize(
    ("language", "date_format"),
    [("es", "day_first"), ("en", "month_first"), ("pt-br", "language"), ("es", "year_first")],
)  # fmt: skip
def test_what_is_exported_can_be_brought_in_again(
    ana: User, account: Account, other_account: Account, language: str, date_format: str
) -> None:
    Account.objects.filter(pk=account.pk).update(language=language, date_format=date_format)
    User.objects.filter(pk=ana.pk).update(language=language)
    holiday(account, "2030-12-25", description="=Navidad; «sí»", recurrent=True)
    holiday(account, "2030-02-03", description="Inventario", working_day=True)
    holiday(other_account, "2030-02-03", description="Ajeno")
    client, before = sign_in(ana), rows(account)
    text = streamed(client.get(f"{HOLIDAYS}export/"))
    same = sent(client, text)
    assert same.context["counts"] == {"refused": 0, "added": 0, "changed": 0, "same": 2}
    Holiday.objects.of(account).delete()
    client.post(IMPORT, {"text": sent(client, text).context["text"]})
    assert rows(account) == before
    assert rows(other_account) == {("Ajeno", "2030-02-03", False, False)}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("X,2030-02-30,,", "is no day"),
        ("X,08/02/2030,,", "is no day"),
        ("X,,,", "is no day"),
        ("X,1969-12-31,,", "Date: Choose a day"),
        (",2030-02-10,,", "Description:"),
        ("x" * 121 + ",2030-02-10,,", "Description:"),
        ("X,2030-02-10,quizás,", "Every year: Write yes or no."),
        ("X,2030-02-10,,2", "Working day: Write yes or no."),
        ("X,2030-02-09,,", "Line 2 has this date already."),
        ("X,2031-12-25,yes,", "This day of every year is in the calendar already."),
    ],
)
def test_one_refused_line_refuses_the_file(account: Account, line: str, words: str) -> None:
    holiday(account, "2026-12-25", recurrent=True)
    text = f"{HEADER}Buena,2030-02-09,,\n{line}\n"
    (number, told), = refusals(account, text).items()  # fmt: skip
    assert number == 3
    assert words in told
    with pytest.raises(Exception, match="Nothing was imported"):
        bring_in(account, text)
    assert Holiday.objects.count() == 1


def test_a_refused_file_says_why_and_cannot_be_brought_in_all_the_same(client: Client) -> None:
    page = sent(client, f"{HEADER}Buena,2030-02-09,,\n<b>X</b>,x,,\n")
    assert (page.context["counts"]["refused"], page.context["may_import"]) == (1, False)
    assert "<b>X" not in page.content.decode()
    forced = client.post(IMPORT, {"text": page.context["text"]})
    assert (forced.status_code, Holiday.objects.count()) == (422, 0)


@pytest.mark.parametrize(
    "text", ["", "description\nX\n", "date\n" + "2030-01-01\n" * (MAX_HOLIDAYS + 1), "x" * 300_000]
)
def test_what_is_no_file_of_holidays_is_refused_at_the_field(client: Client, text: str) -> None:
    page = sent(client, text)
    assert (page.status_code, set(page.context["form"].errors)) == (422, {"file"})


def test_a_blank_cell_and_a_missing_column_leave_a_holiday_as_it_is(account: Account) -> None:
    holiday(account, "2030-12-25", recurrent=True, working_day=True)
    assert bring_in(account, "date,recurrent\n2030-12-25,\n") == (0, 0, 0)
    assert bring_in(account, "date,description\n2030-12-25,Navidad\n") == (0, 1, 0)
    assert rows(account) == {("Navidad", "2030-12-25", True, True)}


def test_a_day_of_every_year_goes_over_to_another_line(account: Account) -> None:
    holiday(account, "2029-12-25", recurrent=True)
    holiday(account, "2030-12-25")
    text = "date,recurrent\n2030-12-25,yes\n2029-12-25,no\n"
    assert bring_in(account, text).changed == 2
    assert Holiday.objects.get(recurrent=True).date == date(2030, 12, 25)


def test_a_calendar_takes_no_more_holidays_than_one_by_one(account: Account) -> None:
    first = date(2030, 1, 1)
    days = [first + timedelta(days=number) for number in range(MAX_HOLIDAYS)]
    Holiday.objects.bulk_create(Holiday(account=account, description="X", date=day) for day in days)
    text = "date,description\n2029-12-31,Nueva\n2030-01-01,Cambiada\n"
    assert refusals(account, text) == {2: "A calendar can have 1000 holidays at most."}


def test_a_file_moves_what_holidays_added_by_hand_would(account: Account, other_account: Account) -> None:
    """To the same moments, in spans that touch each other and in such as do not, also for days of every year."""
    marks = [("2030-02-08", "no"), ("2030-02-09", "no"), ("2030-03-20", "no"), ("2028-12-31", "yes")]
    moments = ("2030-02-08T10:00", "2030-02-10T09:00", "2030-03-20T08:00", "2030-12-31T12:00", "2031-12-31T12:00")
    plans: dict[int, list[PlannedTask]] = {}
    for owner in (account, other_account):
        plans[owner.pk] = [
            new_plan(owner, f"EQ-{text}", next_date=datetime.fromisoformat(f"{text}+00:00")) for text in moments
        ]
    for text, recurrent in marks:
        holiday(other_account, text, recurrent=recurrent == "yes")
    done = bring_in(account, "date,recurrent,description\n" + "".join(f"{day},{mark},X\n" for day, mark in marks))
    assert done == (4, 0, 4)
    assert [due(plan) for plan in plans[account.pk]] == [due(plan) for plan in plans[other_account.pk]]


def test_many_lines_take_as_many_queries_as_the_months_that_they_lie_in(account: Account) -> None:
    new_plan(account, next_date=AT_TEN)

    def queries(days: list[date]) -> int:
        text = "date,description\n" + "".join(f"{day},X\n" for day in days)
        with CaptureQueriesContext(connection) as asked:
            bring_in(account, text)
        return len(asked)

    few = queries([date(2030, 1, 1), date(2030, 1, 25)])
    many = queries([date(2031, 1, 1) + timedelta(days=2 * number) for number in range(180)])
    assert many < few + 20


@pytest.mark.parametrize(
    ("actions", "status"), [(("view", "add"), 403), (("view", "edit"), 403), (("view", "add", "edit"), 200)]
)
def test_a_file_both_adds_and_changes(account: Account, actions: tuple[str, ...], status: int) -> None:
    group = GroupFactory.create(account=account, permissions=[f"business_calendar:{action}" for action in actions])
    client = sign_in(UserFactory.create(account=account, role=Role.CUSTOM, permission_group=group, language="en"))
    assert client.get(IMPORT).status_code == sent(client, f"{HEADER}X,2030-02-08,,\n").status_code == status
    assert ("Import CSV" in client.get(HOLIDAYS).content.decode()) is (status == 200)


def test_the_calendar_may_change_while_one_looks_at_the_file(client: Client, account: Account) -> None:
    page = sent(client, f"{HEADER}Navidad,2031-12-25,yes,\n")
    holiday(account, "2030-12-25", recurrent=True)
    again = client.post(IMPORT, {"text": page.context["text"]})
    assert (again.status_code, again.context["is_refused"], Holiday.objects.count()) == (422, True, 1)
    assert "the calendar has changed meanwhile" in again.content.decode()
