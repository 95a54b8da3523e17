"""Sessions in a real browser: seen, ended, and found again after a rest."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from apps.accounts.models import Account, User
from apps.accounts.session import Session
from tests.conftest import sign_in
from tests.e2e.looks import Look, assert_usable, enter, in_looks, wear
from tests.factories import PASSWORD

MINE, ALL, POLICY = "/my-sessions/", "/settings/security/sessions/", "/settings/security/api-policy/"


@in_looks()
@pytest.mark.parametrize("path", [MINE, ALL, POLICY])
def test_the_pages_are_usable_in_every_look(page: Page, ana: User, bruno: User, look: Look, path: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    for user in (ana, bruno, bruno):
        sign_in(user)
    wear(page, look, ana)
    enter(page, ana)
    page.goto(path)
    assert_usable(page)


def test_R142_the_other_sessions_are_ended_from_the_keyboard(page: Page, ana: User) -> None:
    elsewhere = sign_in(ana)
    enter(page, ana)
    page.goto("/settings/")
    page.get_by_label("User menu").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="My sessions").press("Enter")
    expect(page.get_by_role("row")).to_have_count(3)
    page.get_by_role("button", name="End all other sessions").press("Enter")
    dialog = page.get_by_role("alertdialog", name="End all other sessions?")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert elsewhere.get(MINE).status_code == 200
    page.get_by_role("button", name="End all other sessions").press("Enter")
    dialog.get_by_role("button", name="End them all").press("Enter")
    expect(page.get_by_text("You are signed in nowhere else.")).to_be_visible()
    assert elsewhere.get(MINE).status_code == 302


def test_the_owner_ends_the_session_of_a_user_in_the_panel(page: Page, ana: User, bruno: User) -> None:
    theirs = sign_in(bruno)
    enter(page, ana)
    page.goto(ALL)
    page.get_by_role("link", name="Bruno Sosa").click()
    panel = page.locator("#panel")
    expect(panel.get_by_role("heading", name="Bruno Sosa")).to_be_focused()
    assert_usable(page)
    panel.get_by_role("button", name="End this session").click()
    page.get_by_role("button", name="End it", exact=True).click()
    expect(page.get_by_text("1 session is ended.")).to_be_visible()
    expect(page.get_by_role("link", name="Bruno Sosa")).to_be_hidden()
    assert theirs.get(MINE).status_code == 302


def test_the_policy_is_saved_with_the_button_of_the_strip(page: Page, ana: User, account: Account) -> None:
    enter(page, ana)
    page.goto(POLICY)
    save = page.locator("[data-save]")
    expect(save).to_be_disabled()
    page.get_by_label("Calls per minute").fill("60")
    page.get_by_label("Allowed networks").fill("everywhere")
    save.click()
    expect(page.get_by_text("everywhere is not a network such as 203.0.113.0/24")).to_have_count(2)
    assert_usable(page)
    page.get_by_label("Allowed networks").fill("203.0.113.0/24")
    save.click()
    expect(page.get_by_text("The API policy is saved.")).to_be_visible()
    account.refresh_from_db()
    assert (account.calls_per_minute, account.allowed_networks) == (60, "203.0.113.0/24")


def test_R142_after_a_rest_the_person_signs_in_and_is_back(page: Page, ana: User) -> None:
    enter(page, ana)
    page.goto("/settings/user-accounts/accounts/?q=ana")
    Session.objects.update(last_seen_at=Session.objects.get().last_seen_at - timedelta(minutes=31))
    page.get_by_role("link", name="Ana Prado").click()
    expect(page.get_by_text("Your session ended")).to_be_visible()
    assert_usable(page)
    page.locator("input[name=login]").fill(ana.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile(r"/settings/user-accounts/accounts/\d+/$"))


def test_R059_no_text_becomes_a_page_with_a_script_in_it(page: Page, ana: User, faults: list[str]) -> None:
    """Trusted Types are on, and the one policy lets panels through and nothing that runs."""
    enter(page, ana)
    page.goto(ALL)
    assert page.evaluate("document.body.appendChild(document.createElement('p')).innerHTML = '<b>bold</b>'")
    for sink in (
        "document.createElement('p').innerHTML = '<script>1</script>'",
        "document.createElement('p').innerHTML = '<iframe src=//evil.example>'",
        "document.createElement('script').src = '/static/js/app.js'",
        "document.createElement('script').text = '1'",
        "setTimeout('1')",
        "trustedTypes.createPolicy('mine', {})",
    ):
        with pytest.raises(Exception, match="TypeError"):
            page.evaluate(f"() => {{ {sink} }}")
    faults.clear()
