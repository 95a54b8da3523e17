"""Financial in a real browser: the currency is chosen, a rate entered, and what they change is seen and put back."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from apps.accounts.models import Account, User
from apps.company.models import ExchangeRate, Tax
from tests.e2e.consumers import open_new, row_of, save_of
from tests.e2e.looks import assert_usable, enter
from tests.money import new_rate

FINANCIAL = "/settings/financial/"


def test_the_section_is_opened_changed_and_put_back(page: Page, ana: User, account: Account) -> None:
    enter(page, ana)
    page.goto(FINANCIAL)
    save = page.get_by_role("button", name="Save")
    page.locator("#id_currency").select_option("COP")
    page.locator("#id_decimal_format").select_option("point_comma")
    save.click()
    expect(page.get_by_text("So an amount is written, as saved: 1.234.567,89 COP")).to_be_visible()
    assert_usable(page)
    page.get_by_role("link", name="Exchange rates").click()
    panel = open_new(page)
    panel.locator("#id_currency").select_option("USD")
    panel.locator("#id_date").fill("2026-01-10")
    panel.locator("#id_rate").fill("4012.5")
    save_of(panel).click()
    expect(panel.get_by_text("Write a number like 1.234,5.").first).to_be_visible()
    assert_usable(page)
    panel.locator("#id_rate").fill("4.012,5")
    save_of(panel).click()
    row = row_of(page, "10 Jan 2026")
    expect(row).to_contain_text("4.012,5")
    page.goto(FINANCIAL)
    page.locator("#id_currency").select_option("EUR")
    save.click()
    expect(page.get_by_text(re.compile("There are exchange rates to COP")).first).to_be_visible()
    account.refresh_from_db()
    new_rate(account, "2026-01-09", "4000")
    page.goto(f"{FINANCIAL}exchange-rates/?currency=USD")
    delete(page, "10 Jan 2026")
    expect(row_of(page, "9 Jan 2026").get_by_role("link")).to_be_focused()
    assert page.url.endswith("?currency=USD")
    delete(page, "9 Jan 2026")
    expect(page.locator(".toast-success")).to_be_focused()
    expect(page.locator(".toast-success")).to_contain_text("1 exchange rate is deleted.")
    assert_usable(page)
    assert not ExchangeRate.objects.exists()
    page.get_by_role("link", name="Taxes").click()
    panel = open_new(page)
    panel.locator("#id_code").fill("IVA19")
    panel.locator("#id_name").fill("IVA general")
    panel.locator("#id_rate").fill("19")
    panel.locator("#id_is_default").check()
    save_of(panel).click()
    expect(row_of(page, "IVA19")).to_contain_text("19")
    assert Tax.objects.get().is_default
    page.goto(FINANCIAL)
    page.locator("#id_currency").select_option("EUR")
    save.click()
    expect(page.get_by_text("EUR").last).to_be_visible()
    expect(page.get_by_text(re.compile("as saved: 1.234.567,89 EUR"))).to_be_visible()


def delete(page: Page, name: str) -> None:
    row_of(page, name).get_by_role("link").click()
    page.locator("#panel").get_by_role("button", name="Delete").click()
    page.locator("#confirm").get_by_role("button", name="Delete").click()
    expect(row_of(page, name)).to_have_count(0)
