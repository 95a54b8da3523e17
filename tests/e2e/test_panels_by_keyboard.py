"""Every "+" of the portal by keyboard alone: opened, saved empty, corrected, left; focus is always where it helps."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from apps.settings.panel import PanelAdmin
from apps.settings.site import site
from tests.e2e import keyboard
from tests.e2e.looks import assert_usable, enter

SAVE_AT_ONCE = """() => document.addEventListener("htmx:afterSwap",
    () => setTimeout(() => document.querySelector("#panel button[form=panel-form]").click()), { once: true })"""
STEP_BACK_LATE = """() => {
    const back = history.back.bind(history);
    history.back = () => { setTimeout(back, 300); };
    addEventListener("popstate", () => { document.body.dataset.back = ""; });
}"""

# Whoever runs the installation has accounts; everybody else has what is in one.
LISTS = [one for one in site.screens if isinstance(one, PanelAdmin) and one.create and one.section.name != "accounts"]


@pytest.mark.parametrize("screen", LISTS, ids=lambda screen: screen.path)
def test_a_panel_is_opened_refused_and_left_by_keyboard(page: Page, ana: User, screen: PanelAdmin) -> None:
    page.emulate_media(reduced_motion="reduce")
    enter(page, ana)
    page.goto(screen.url)
    panel, plus, question = page.locator("#panel"), page.locator(".fab"), page.locator("#confirm")
    press, url = page.keyboard.press, page.url
    plus.focus()
    press("Enter")
    expect(panel.locator("#panel-title")).to_be_focused()
    assert list(keyboard.walk(page)) == []
    press("Escape")
    expect(plus).to_be_focused()

    press("Enter")
    expect(panel.locator("#panel-title")).to_be_focused()
    press("Tab")
    expect(panel.get_by_role("button", name="Save")).to_be_focused()
    press("Enter")
    expect(panel.get_by_role("alert")).to_be_focused()
    assert_usable(page)
    press("Tab")
    press("Enter")
    expect(panel.locator("[aria-invalid=true]").first).to_be_focused()
    assert panel.locator(":focus").evaluate("one => one.getAttribute('aria-describedby').includes('_error')")

    press("Escape")
    expect(question.get_by_role("button", name="Stay")).to_be_focused()
    press("Tab")
    press("Enter")
    expect(panel).to_be_hidden()
    expect(plus).to_be_focused()
    expect(page).to_have_url(re.compile(re.escape(url) + "$"))


def test_a_panel_takes_what_is_pressed_as_soon_as_it_shows(page: Page, ana: User) -> None:
    enter(page, ana)
    page.goto(LISTS[0].url)
    page.evaluate(SAVE_AT_ONCE)
    page.locator(".fab").click()
    expect(page.locator("#panel").get_by_role("alert")).to_be_focused()


def test_a_panel_that_is_opened_again_at_once_stays_open(page: Page, ana: User) -> None:
    enter(page, ana)
    page.goto(LISTS[0].url)
    page.evaluate(STEP_BACK_LATE)
    title, plus = page.locator("#panel #panel-title"), page.locator(".fab")
    plus.press("Enter")
    expect(title).to_be_focused()
    page.keyboard.press("Escape")
    expect(plus).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-back]")
    expect(title).to_be_focused()
    expect(page).to_have_url(re.compile("/add/$"))
