"""The front door, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from tests.e2e.looks import LANGUAGES, Look, assert_usable, in_looks, wear
from tests.factories import PASSWORD


def test_somebody_signs_in_and_arrives_at_the_settings(page: Page, ana: User) -> None:
    page.goto("/settings/")
    expect(page).to_have_url(re.compile(r"/sign-in/"))
    page.locator("input[name=login]").fill(ana.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    expect(page).to_have_url(re.compile(r"/settings/"))


@in_looks(widths=(390,), themes=("dark",), languages=LANGUAGES)
@pytest.mark.django_db(transaction=True)
def test_the_sign_in_page_is_usable_in_every_language(page: Page, look: Look) -> None:
    wear(page, look)
    page.goto("/sign-in/")
    expect(page.locator("html")).to_have_attribute("lang", look.language)
    expect(page.locator("html")).to_have_attribute("data-theme", look.theme)
    assert_usable(page)


def test_a_page_that_breaks_the_policy_is_noticed(page: Page, faults: list[str]) -> None:
    page.goto("/sign-in/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">seen</p>')")
    expect(page.get_by_text("seen")).to_be_visible()
    assert [fault for fault in faults if fault.startswith("policy violated: style-src-attr")]
    faults.clear()
