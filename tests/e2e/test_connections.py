"""API Connections in a real browser, with a program that notices at its next call."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import Account, User
from apps.connections.models import ApiKey, Authorization
from apps.connections.services.secrets import NewSecret
from tests.api.helpers import user_token
from tests.e2e import curl
from tests.e2e.consumers import LIST, finish, row_of, shown
from tests.e2e.looks import enter
from tests.factories import PASSWORD, new_api_key, new_consumer
from tests.settings.conftest import age_sign_in

KEY = "/settings/api-connections/key/"
AUTHORIZATIONS = "/settings/api-connections/authorizations/"


def open_panel(page: Page, name: str) -> None:
    page.goto(LIST)
    row_of(page, name).get_by_role("link", name=name, exact=True).click()
    expect(page.locator("#panel")).to_be_visible()


def confirm(page: Page) -> None:
    page.locator("#confirm .button-danger").click()


def test_during_an_overlap_both_secrets_work(page: Page, live_server: LiveServer, ana: User, account: Account) -> None:
    made = new_consumer(account, name="Puente ERP")
    key = made.owner.client_id
    enter(page, ana)
    open_panel(page, "Puente ERP")
    page.locator("#panel").get_by_role("link", name="Rotate the secret").click()
    page.locator("#panel").get_by_label("24 hours").check()
    page.locator("#panel").get_by_role("button", name="Rotate the secret").click()
    new = shown(page, "OAUTH_CLIENT_SECRET")
    assert curl.ask_for_token(live_server.url, key, made.plain)[0] == 200
    assert curl.ask_for_token(live_server.url, key, new)[0] == 200
    finish(page)

    open_panel(page, "Puente ERP")
    expect(page.locator("#panel")).to_contain_text("Ends in 24 h")
    page.locator("#panel").get_by_role("button", name="End the old secret now").click()
    confirm(page)
    expect(page.locator("#panel")).to_be_hidden()
    assert curl.ask_for_token(live_server.url, key, made.plain)[0] == 401
    assert curl.ask_for_token(live_server.url, key, new)[0] == 200


def test_a_disabled_consumer_is_refused_at_its_next_call(
    page: Page, live_server: LiveServer, ana: User, account: Account
) -> None:
    made = new_consumer(account, name="Puente ERP")
    items = f"{live_server.url}/api/items"
    bearer = curl.token(live_server.url, made.owner.client_id, made.plain)
    assert curl.get(items, bearer)[0] == 200
    enter(page, ana)
    open_panel(page, "Puente ERP")
    page.locator("#panel").get_by_role("button", name="Disable").click()
    confirm(page)
    expect(row_of(page, "Puente ERP")).to_contain_text("Disabled")
    assert curl.get(items, bearer)[0] == 401
    assert curl.ask_for_token(live_server.url, made.owner.client_id, made.plain)[0] == 401


def test_what_is_revoked_in_the_third_tab_is_refused_at_the_next_call(
    page: Page, live_server: LiveServer, ana: User, bruno: User
) -> None:
    bearer, items = user_token(bruno), f"{live_server.url}/api/items"
    assert curl.get(items, bearer)[0] == 200
    enter(page, ana)
    page.goto(AUTHORIZATIONS)
    expect(page.locator(".bulk-bar")).to_be_hidden()
    row_of(page, bruno.name).get_by_role("checkbox").check()
    page.locator(".bulk-bar").get_by_role("button", name="Revoke").click()
    confirm(page)
    expect(row_of(page, bruno.name)).to_contain_text("Revoked")
    assert curl.get(items, bearer)[0] == 401


def test_what_a_user_revokes_is_refused_at_the_next_call(page: Page, live_server: LiveServer, bruno: User) -> None:
    bearer, items = user_token(bruno), f"{live_server.url}/api/items"
    assert curl.get(items, bearer)[0] == 200
    enter(page, bruno)
    page.goto("/settings/")
    page.locator(".avatar").click()
    page.get_by_role("link", name="My app authorizations").click()
    page.locator("main").get_by_role("button", name="Revoke").click()
    confirm(page)
    expect(page.locator("main tbody tr")).to_contain_text("Revoked")
    assert curl.get(items, bearer)[0] == 401
    assert not Authorization.objects.live().exists()


def test_the_key_pair_is_made_and_signs(page: Page, live_server: LiveServer, ana: User) -> None:
    enter(page, ana)
    page.goto(KEY)
    page.get_by_role("button", name="Create the key pair").click()
    key, secret = shown(page, "API_KEY"), shown(page, "API_SECRET")
    assert curl.get_signed(live_server.url, "/api/items", key, secret)[0] == 200
    finish(page)
    expect(page.locator("#api-key")).to_have_value(key)
    expect(page.locator("#api-secret")).to_have_value(f"••••••{secret[-4:]}")
    assert secret not in page.content()


@pytest.fixture
def pair(account: Account) -> NewSecret[ApiKey]:
    return new_api_key(account)


def test_the_secret_of_the_key_is_revealed_after_the_password(page: Page, ana: User, pair: NewSecret[ApiKey]) -> None:
    age_sign_in(enter(page, ana))
    page.goto(KEY)
    page.get_by_role("button", name="Reveal secret").click()
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    expect(page.locator("#api-secret")).to_have_value(pair.plain)
    page.goto(KEY)
    assert pair.plain not in page.content()


def test_the_old_secret_of_the_key_signs_until_its_overlap_ends(
    page: Page, live_server: LiveServer, ana: User, pair: NewSecret[ApiKey]
) -> None:
    key = pair.owner.key
    enter(page, ana)
    page.goto(KEY)
    page.get_by_role("link", name="Rotate secret").click()
    page.locator("#panel").get_by_role("button", name="Rotate the secret").click()
    new = shown(page, "API_SECRET")
    for secret in (pair.plain, new):
        assert curl.get_signed(live_server.url, "/api/items?limit=1", key, secret)[0] == 200
    finish(page)
    page.get_by_role("button", name="End the old secret now").click()
    confirm(page)
    expect(page.get_by_role("button", name="End the old secret now")).to_have_count(0)
    assert curl.get_signed(live_server.url, "/api/items", key, pair.plain)[0] == 401
    assert curl.get_signed(live_server.url, "/api/items", key, new)[0] == 200
