"""The integrators' guide in the browser: one choice of language for all programs, copied and said aloud."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from apps.api.guide.samples import FOLDER

GUIDE = "/api/guide/?language=en"

pytestmark = pytest.mark.usefixtures("transactional_db")


def test_a_language_is_chosen_by_keyboard_once_for_every_program(page: Page) -> None:
    page.goto(f"{GUIDE}#token")
    page.locator("#first-token-sh").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#first-token-py-code")).to_be_visible()
    expect(page.locator("#first-token-sh-code")).to_be_hidden()
    chosen = page.locator(".code-tabs > input:checked").evaluate_all("inputs => inputs.map(input => input.value)")
    assert set(chosen) == {"Python"}


def test_what_is_copied_is_the_program_and_that_it_was_is_said(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(GUIDE)
    page.get_by_role("button", name="Copy: The first token – curl").press("Enter")
    expect(page.locator("[data-live]")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == (FOLDER / "first_token.sh").read_text()


def test_without_javascript_the_tabs_and_the_languages_work(browser: Browser, live_server: Any) -> None:
    page = browser.new_context(java_script_enabled=False, base_url=live_server.url).new_page()
    page.goto(GUIDE)
    page.locator("label[for=first-token-mjs]").click()
    expect(page.locator("#first-token-mjs-code")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Español")).click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.context.close()


def test_on_paper_every_program_is_printed(page: Page) -> None:
    page.goto(GUIDE)
    page.emulate_media(media="print")
    programs = page.locator(".code-tabs > .code")
    assert programs.count() == programs.filter(visible=True).count() > 30
    expect(page.locator(".contents")).to_be_hidden()
