"""General in a real browser: the logo, the time zone and the formats are changed, seen at once, and put back."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from apps.accounts.models import Account, User
from tests.e2e.looks import assert_usable, enter
from tests.pictures import png

GENERAL = "/settings/general/"


def test_the_section_is_opened_changed_and_put_back(page: Page, ana: User, account: Account) -> None:
    enter(page, ana)
    page.goto(GENERAL)
    save, logo = page.get_by_role("button", name="Save"), page.locator(".strip-account > .logo")
    page.get_by_label("Time zone").select_option("Asia/Kolkata")
    page.get_by_label("Date format").select_option("day_first")
    page.get_by_label("Time format").select_option("12")
    page.get_by_label("Logo", exact=True).set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": png(120, 40)}
    )
    page.get_by_label("Text of the logo").fill("A blue bar")
    save.click()
    expect(page.get_by_text(re.compile(r"Now it is \d\d/\d\d/\d{4}, \d{1,2}:\d\d [AP]M, as saved\."))).to_be_visible()
    expect(logo).to_have_attribute("alt", "A blue bar")
    assert logo.evaluate("image => image.naturalWidth") == 120
    assert_usable(page)
    page.get_by_label("Logo", exact=True).set_input_files(
        {"name": "logo.svg", "mimeType": "image/svg+xml", "buffer": b"<svg xmlns='http://www.w3.org/2000/svg'/>"}
    )
    save.click()
    expect(page.get_by_text("Only these kinds of picture can be used: PNG, JPEG, WebP.").first).to_be_visible()
    assert_usable(page)
    page.goto(GENERAL)
    page.get_by_label("Remove the logo").check()
    page.get_by_label("Text of the logo").fill("")
    for label, value in (("Time zone", "UTC"), ("Date format", "language"), ("Time format", "24")):
        page.get_by_label(label).select_option(value)
    save.click()
    expect(page.get_by_text(re.compile(r"Now it is \d{1,2} \w{3} \d{4}, \d\d:\d\d, as saved\."))).to_be_visible()
    expect(logo).to_have_count(0)
    account.refresh_from_db()
    assert (account.logo, account.time_zone, account.logo_alt) == ("", "UTC", "")
