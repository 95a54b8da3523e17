""" "Test it": the reader's own browser makes the call, with the secret alone, and shows what is answered."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Request, expect

from apps.accounts.models import Account, User
from apps.connections.models import AccessToken
from tests.api.helpers import new_item
from tests.e2e.consumers import LIST, fill, finish, open_new, row_of, save_of, shown
from tests.e2e.looks import assert_usable, enter
from tests.factories import GroupFactory, new_api_key, new_consumer

KEY = "/settings/api-connections/key/"
FOUND, DONE, REFUSED = "EQ-77", "The call succeeded.", "The call was refused."


@pytest.fixture
def calls(page: Page, ana: User, account: Account) -> list[Request]:
    """What the page asked the other two doors, as Ana."""
    enter(page, ana)
    new_item(account, code=FOUND)
    seen: list[Request] = []
    page.on("request", lambda sent: seen.append(sent) if "/api/" in sent.url or "/oauth/" in sent.url else None)
    return seen


def trial(page: Page) -> Locator:
    return page.locator("[data-try]").last


def test_it_is_tested_with_the_secret_that_is_shown_once_and_later_with_the_typed_one(
    page: Page, calls: list[Request], account: Account
) -> None:
    GroupFactory.create(account=account, name="Integraciones")
    page.goto(LIST)
    panel = open_new(page)
    fill(panel, name="ERP", group="Integraciones")
    save_of(panel).click()
    expect(page.locator("[data-secret-box]")).to_be_visible()
    trial(page).get_by_role("button", name="Test it").press("Enter")
    expect(trial(page).get_by_role("status")).to_have_text(DONE)
    expect(trial(page).locator("[data-try-body]")).to_contain_text(FOUND)
    expect(trial(page).locator("[data-try-facts]")).to_contain_text("ratelimit-remaining")
    assert_usable(page)
    secret = shown(page, "OAUTH_CLIENT_SECRET")
    finish(page)
    page.reload()
    row_of(page, "ERP").get_by_role("link").first.click()
    field = trial(page).get_by_label("Secret, to test it")
    field.fill("cnxcs_wrong")
    field.press("Enter")
    expect(trial(page).get_by_role("status")).to_have_text(REFUSED)
    expect(trial(page).locator("[data-try-advice]")).to_contain_text("Check the secret")
    field.fill(secret)
    field.press("Enter")
    expect(trial(page).get_by_role("status")).to_have_text(DONE)
    assert_usable(page)
    page.wait_for_load_state("networkidle")
    assert not AccessToken.objects.exists()
    assert not any("cookie" in sent.all_headers() or secret in sent.url for sent in calls)


def test_a_signed_request_is_made_for_the_public_address_wherever_the_page_was_loaded(
    page: Page, calls: list[Request], account: Account
) -> None:
    made = new_api_key(account)
    page.goto(KEY)
    field = trial(page).get_by_label("API Secret, to test it")
    for secret, told in (("cnxas_wrong", REFUSED), (made.plain, DONE)):
        field.fill(secret)
        trial(page).get_by_role("button", name="Test it").click()
        expect(trial(page).get_by_role("status")).to_have_text(told)
    expect(trial(page).locator("[data-try-body]")).to_contain_text(FOUND)
    assert_usable(page)
    assert len(calls) == 2
    assert not any("cookie" in sent.all_headers() for sent in calls)


def test_without_javascript_there_are_only_the_programs(
    page: Page, ana: User, account: Account, browser: Browser, live_server: Any
) -> None:
    made = new_consumer(account)
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    plain = context.new_page()
    enter(plain, ana)
    plain.goto(f"{LIST}{made.owner.pk}/")
    expect(plain.get_by_role("button", name="Test it")).to_have_count(0)
    plain.locator("label[for=consumer-sample-fetch-mjs]").click()
    expect(plain.locator("#consumer-sample-fetch-mjs-code")).to_be_visible()
    context.close()
