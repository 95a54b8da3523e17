"""The permission matrix by keyboard, turning a module off, and shutting a user out, in a real browser."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import Account, PermissionGroup, User
from tests.api.helpers import Program, new_access_token, user_token
from tests.e2e import curl
from tests.e2e.consumers import open_new, row_of, save_of
from tests.e2e.looks import Look, assert_usable, enter, wear
from tests.factories import new_consumer

GROUPS = "/settings/user-accounts/permission-groups/"


def test_the_matrix_is_filled_in_by_keyboard_and_gives_back_what_it_unticked(page: Page, ana: User) -> None:
    enter(page, ana)
    page.goto(GROUPS)
    panel = open_new(page)
    panel.locator("#id_name").fill("Planificación")
    row, everything = panel.get_by_label("All of Items"), panel.get_by_label("Everything")
    row.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(panel.get_by_label("Items: View")).to_be_focused()
    page.keyboard.press("Space")
    assert row.evaluate("box => box.indeterminate")
    assert everything.evaluate("box => box.indeterminate")
    for key, name in (("ArrowDown", "Meters: View"), ("ArrowRight", "Meters: Add"), ("ArrowUp", "Items: Add")):
        page.keyboard.press(key)
        expect(panel.get_by_label(name)).to_be_focused()
    panel.locator("#id_is_read_only").check()
    expect(panel.get_by_label("Add everywhere")).to_be_disabled()
    expect(panel.get_by_label("Items: Add")).not_to_be_checked()
    panel.locator("#id_is_read_only").uncheck()
    expect(panel.get_by_label("Items: Add")).to_be_checked()
    save_of(panel).click()
    expect(row_of(page, "Planificación")).to_be_visible()
    expected = [f"items:{action}" for action in ("add", "delete", "edit", "reports")]
    assert PermissionGroup.objects.get(name="Planificación").permissions == expected


def test_a_module_that_is_called_is_turned_off_and_on_again(page: Page, ana: User, account: Account) -> None:
    program = Program(new_access_token(new_consumer(account, name="Puente ERP").owner))
    assert program.get("/api/items").status_code == 200
    enter(page, ana)
    page.goto("/settings/modules/")
    page.get_by_role("link", name="Items", exact=True).click()
    panel = page.locator("#panel")
    panel.get_by_role("link", name="Turn off").click()
    expect(panel).to_contain_text("Puente ERP: View")
    assert_usable(page)
    off = panel.get_by_role("button", name="Turn off")
    expect(off).to_be_disabled()
    panel.get_by_label("Type “Items” to confirm").fill("Items")
    off.click()
    row = page.locator("tr[data-row]").filter(has=page.get_by_role("link", name="Items", exact=True))
    expect(row).to_contain_text("Off")
    assert program.get("/api/items").status_code == 403
    page.get_by_role("link", name="Items", exact=True).click()
    panel.get_by_role("button", name="Turn on").click()
    expect(row).to_contain_text("On")
    assert program.get("/api/items").status_code == 200


def test_a_deactivated_user_is_out_at_once_and_so_is_their_app(
    page: Page, browser: Browser, live_server: LiveServer, ana: User, bruno: User
) -> None:
    bearer, items = user_token(bruno), f"{live_server.url}/api/items"
    assert curl.get(items, bearer)[0] == 200
    theirs = browser.new_page(base_url=live_server.url)
    enter(theirs, bruno)
    theirs.goto("/my-sessions/")
    wear(page, Look(), ana)
    enter(page, ana)
    page.goto("/settings/user-accounts/accounts/")
    row_of(page, bruno.name).get_by_role("link", name=bruno.name, exact=True).click()
    panel = page.locator("#panel")
    panel.get_by_role("link", name="Deactivate").press("Enter")
    expect(panel.locator(".consequences")).to_contain_text("1 session ends")
    expect(panel.locator(".consequences")).to_contain_text("1 live token ends")
    assert_usable(page)
    panel.get_by_role("button", name="Deactivate").press("Enter")
    expect(row_of(page, bruno.name)).to_contain_text("Deactivated")
    theirs.reload()
    expect(theirs).to_have_url(re.compile("/sign-in/"))
    theirs.close()
    assert curl.get(items, bearer)[0] == 401
