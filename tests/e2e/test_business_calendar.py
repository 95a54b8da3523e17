"""Business Calendar in a real browser: hours and a holiday move a pending task, and it goes back when they go."""

from __future__ import annotations

from datetime import UTC, datetime

from playwright.sync_api import Page, expect

from apps.accounts.models import Account, User
from apps.company.models import Holiday
from tests.e2e.consumers import open_new, row_of, save_of
from tests.e2e.looks import assert_usable, enter
from tests.orders import new_plan

CALENDAR = "/settings/business-calendar/"
FRIDAY = datetime(2030, 2, 8, 10, tzinfo=UTC)


def test_the_section_is_opened_changed_and_put_back(page: Page, ana: User, account: Account) -> None:
    plan = new_plan(account, next_date=FRIDAY)
    enter(page, ana)
    page.goto(CALENDAR)
    save, friday = page.get_by_role("button", name="Save"), page.get_by_role("checkbox", name="Friday")
    friday.uncheck()
    page.get_by_label("Saturday, shift 1, from").fill("09:00")
    page.get_by_label("Saturday, shift 1, to").fill("08:00")
    save.click()
    expect(page.get_by_text("A shift ends after it starts.").first).to_be_visible()
    assert_usable(page)
    page.get_by_label("Saturday, shift 1, to").fill("13:00")
    save.click()
    expect(page.get_by_text("The working hours are saved. 1 pending task was moved.")).to_be_visible()
    plan.refresh_from_db()
    assert plan.next_date == datetime(2030, 2, 9, 9, tzinfo=UTC)
    assert_usable(page)
    friday.check()
    page.get_by_label("Saturday, shift 1, from").fill("")
    page.get_by_label("Saturday, shift 1, to").fill("")
    save.click()
    expect(page.get_by_text("1 pending task was moved.")).to_be_visible()
    page.get_by_role("link", name="Holidays").click()
    panel = open_new(page)
    panel.get_by_label("Description").fill("Company day")
    panel.get_by_label("Date").fill("2030-02-08")
    panel.get_by_label("Date").blur()
    expect(panel.get_by_text("1 pending task will be moved.")).to_be_visible()
    assert_usable(page)
    save_of(panel).click()
    expect(page.get_by_text("The holiday is created. 1 pending task was moved.")).to_be_visible()
    expect(row_of(page, "Company day")).to_contain_text("8 Feb 2030")
    assert_usable(page)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("is deleted. 1 pending task was moved.")).to_be_visible()
    plan.refresh_from_db()
    assert (plan.next_date, Holiday.objects.count()) == (FRIDAY, 0)
