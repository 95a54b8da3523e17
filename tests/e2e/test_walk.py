"""From the sign-in page to the first rows: the walk for which the portal is there."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import Account, User
from tests.api.helpers import new_item
from tests.e2e import curl
from tests.e2e.consumers import LIST, WORDS, Words, fill, finish, open_new, row_of, save_of, shown
from tests.e2e.looks import LANGUAGES, Look, assert_usable, enter, wear
from tests.factories import PASSWORD, GroupFactory

GROUP, NAME = "Integraciones", "Puente ERP"


@pytest.fixture(autouse=True)
def items(account: Account) -> None:
    GroupFactory.create(account=account, name=GROUP, permissions=["items:view"])
    for code in ("BOMBA-1", "BOMBA-2"):
        new_item(account, code)


@pytest.fixture
def plain_page(browser: Browser, browser_context_args: dict[str, object]) -> Iterator[Page]:
    """A browser without JavaScript."""
    context = browser.new_context(**(browser_context_args | {"java_script_enabled": False}))  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def sign_in_by_hand(page: Page, user: User) -> None:
    page.goto("/settings/")
    page.locator("input[name=login]").fill(user.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    expect(page).to_have_url(re.compile(r"/settings/"))


def assert_a_program_gets_rows(origin: str, key: str, secret: str) -> None:
    status, answer = curl.get(f"{origin}/api/items", curl.token(origin, key, secret))
    assert (status, answer["total"]) == (200, 2)
    assert [row["code"] for row in answer["data"]] == ["BOMBA-1", "BOMBA-2"]


def assert_every_blank_field_says_so(panel: Locator, words: Words) -> None:
    fields = {"authorization_grant_type": words.grant, "name": words.name, "permission_group": words.group}
    for name, label in fields.items():
        expect(panel.locator(f"#id_{name}_error")).to_have_text(words.is_blank(label))
        expect(panel.locator("[data-error-summary]")).to_contain_text(words.is_blank(label))


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_sign_in_page_to_the_first_rows(page: Page, live_server: LiveServer, ana: User, language: str) -> None:
    words = WORDS[language]
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    wear(page, Look(language=language), ana)
    sign_in_by_hand(page, ana)
    page.locator(".sidebar").get_by_role("link", name=words.section).click()
    page.locator(".tabs").get_by_role("link", name=words.tab).click()

    panel = open_new(page)
    expect(panel.get_by_role("heading", name=words.new)).to_be_focused()
    panel.locator("#id_description").fill("Lleva las órdenes al ERP")
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        panel.get_by_role("button", name=words.save, exact=True).click()
    assert answer.value.status == 422
    assert_every_blank_field_says_so(panel, words)
    expect(panel.locator("#id_description")).to_have_value("Lleva las órdenes al ERP")
    expect(panel.locator("[data-error-summary]")).to_be_focused()
    assert_usable(page)

    fill(panel, name=NAME, group=GROUP)
    expect(panel.locator(".error, [data-error-summary]:visible, [aria-invalid=true]")).to_have_count(0)
    save_of(panel).click()

    key, secret = shown(page, "OAUTH_CLIENT_ID"), shown(page, "OAUTH_CLIENT_SECRET")
    assert_usable(page)
    panel.locator("#new-secret ~ button[data-copy]").click()
    expect(page.locator("#panel [data-live]")).not_to_be_empty()
    assert page.evaluate("navigator.clipboard.readText()") == secret
    page.keyboard.press("Escape")
    expect(panel).to_be_visible()
    finish(page)

    expect(row_of(page, NAME)).to_contain_text(f"••••••{secret[-4:]}")
    expect(page.locator(".list-count")).to_have_text(words.showing)
    page.reload()
    assert secret not in page.content()
    row_of(page, NAME).get_by_role("link", name=NAME, exact=True).click()
    expect(page.locator("#credentials-key")).to_have_value(key)
    assert secret not in page.content()
    assert_a_program_gets_rows(live_server.url, key, secret)


def test_the_same_without_javascript(plain_page: Page, live_server: LiveServer, ana: User) -> None:
    page = plain_page
    sign_in_by_hand(page, ana)
    page.goto(LIST)
    save_of(open_new(page)).click()
    panel = page.locator(".panel-page")
    assert_every_blank_field_says_so(panel, WORDS["en"])
    fill(panel, name=NAME, group=GROUP)
    save_of(panel).click()
    key, secret = shown(page, "OAUTH_CLIENT_ID"), shown(page, "OAUTH_CLIENT_SECRET")
    page.locator("[data-secret-box]").get_by_role("link", name="Done").click()
    expect(row_of(page, NAME)).to_contain_text(f"••••••{secret[-4:]}")
    assert secret not in page.content()
    assert_a_program_gets_rows(live_server.url, key, secret)


def press_until_focused(page: Page, wanted: Locator, key: str = "Tab") -> None:
    for _ in range(60):
        page.keyboard.press(key)
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{wanted} cannot be reached by {key}")


def test_the_same_with_the_keyboard_alone(page: Page, live_server: LiveServer, ana: User) -> None:
    enter(page, ana)
    page.goto(LIST)
    press_until_focused(page, page.locator(".fab"))
    page.keyboard.press("Enter")
    panel = page.locator("#panel")
    press_until_focused(page, panel.locator("#id_authorization_grant_type"))
    page.keyboard.type("Client")
    press_until_focused(page, panel.locator("#id_name"))
    page.keyboard.type(NAME)

    page.keyboard.press("Escape")
    expect(page.locator("#confirm")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#confirm")).to_be_hidden()
    expect(panel.locator("#id_name")).to_have_value(NAME)

    press_until_focused(page, panel.locator("#id_permission_group"))
    page.keyboard.type(GROUP)
    page.keyboard.press("Control+s")
    key, secret = shown(page, "OAUTH_CLIENT_ID"), shown(page, "OAUTH_CLIENT_SECRET")
    press_until_focused(page, panel.locator("[data-saved-it]"))
    page.keyboard.press("Space")
    press_until_focused(page, panel.get_by_role("link", name="Done"))
    page.keyboard.press("Enter")
    expect(row_of(page, NAME)).to_be_visible()
    assert_a_program_gets_rows(live_server.url, key, secret)
