"""Account in a real browser: all data as one file, handing over from one person to another, the end and its undoing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from apps.accounts import services
from apps.accounts.models import Account, User
from tests.api.helpers import new_item
from tests.archives import new_archive, unpacked
from tests.e2e.looks import Look, assert_usable, enter, in_looks, wear
from tests.factories import TESTER, UserFactory

PAGE = "/settings/account/"


@pytest.fixture
def owner(ana: User, account: Account) -> User:
    services.update_plan(account=account, users_limit=2, consumers_limit=0, calls_per_month=1000, by=TESTER)
    return services.name_owner(user=ana, by=TESTER)


@in_looks()
def test_the_page_is_usable_in_every_look(page: Page, owner: User, account: Account, look: Look) -> None:
    page.emulate_media(reduced_motion="reduce")
    new_archive(account)
    services.ask_closing(account=account, owner=owner, by=TESTER)
    wear(page, look, owner)
    enter(page, owner)
    page.goto(PAGE)
    assert_usable(page)


def test_all_data_is_asked_for_watched_and_taken(
    page: Page, owner: User, account: Account, settings: Any, tmp_path: Path
) -> None:
    # By a thread of its own, as in real life: the page asks how far it is.
    settings.AFTERWARDS_AT_ONCE = False
    new_item(account, "BOMBA-1")
    enter(page, owner)
    page.goto(PAGE)
    page.get_by_role("button", name="Export all data").click()
    expect(page.get_by_text("The archive is being made.")).to_be_visible()
    link = page.get_by_role("link", name="Download")
    expect(link).to_be_visible(timeout=30_000)
    with page.expect_download() as taken:
        link.click()
    file = tmp_path / "archive.zip"
    taken.value.save_as(file)
    manifest, tables, _files = unpacked(file.read_bytes())
    assert manifest["account"] == "Aguas del Valle - 477"
    assert [row["code"] for row in tables["maintenance.item"]] == ["BOMBA-1"]


def test_it_is_handed_over_from_one_person_to_the_other(
    page: Page, browser: Browser, browser_context_args: dict[str, Any], owner: User, account: Account
) -> None:
    nora = UserFactory.create(account=account, name="Nora Gil", role="super_administrator", language="en")
    enter(page, owner)
    page.goto(PAGE)
    page.get_by_role("link", name="Hand over the account").press("Enter")
    panel = page.locator("#panel")
    panel.get_by_label("E-mail of the new owner").fill(nora.email)
    assert_usable(page)
    panel.get_by_role("button", name="Offer the account").press("Enter")
    expect(page.get_by_text("The account is offered to Nora Gil").first).to_be_visible()
    context = browser.new_context(**browser_context_args)
    hers = context.new_page()
    enter(hers, nora)
    hers.goto("/settings/")
    hers.get_by_role("link", name="Answer").first.press("Enter")
    assert_usable(hers)
    hers.get_by_role("button", name="Accept").press("Enter")
    expect(hers.get_by_text("You are the owner of the account now.")).to_be_visible()
    context.close()
    page.reload()
    expect(page.get_by_text("Only Nora Gil, the owner, can hand over or close the account.")).to_be_visible()


def test_the_end_is_set_and_taken_back(page: Page, owner: User) -> None:
    enter(page, owner)
    page.goto(PAGE)
    page.get_by_role("link", name="Close the account").press("Enter")
    panel = page.locator("#panel")
    panel.get_by_label("Type “Aguas del Valle” to confirm").fill("Aguas del Valle")
    assert_usable(page)
    panel.get_by_role("button", name="Close the account").press("Enter")
    expect(page.get_by_text("This account will be closed on").first).to_be_visible()
    page.get_by_role("button", name="Keep the account").press("Enter")
    expect(page.get_by_text("The account is not closed.")).to_be_visible()
    expect(page.get_by_text("This account will be closed on")).to_have_count(0)
