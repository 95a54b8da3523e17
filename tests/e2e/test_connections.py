"""API Connections in a real browser, with a program that notices at its next call."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import Account, User
from apps.connections.models import ApiKey, Authorization, Refusal
from apps.connections.services.secrets import NewSecret
from tests.api.helpers import user_token
from tests.e2e import curl
from tests.e2e.consumers import LIST, finish, row_of, shown
from tests.e2e.looks import Look, assert_usable, enter, wear
from tests.factories import PASSWORD, new_api_key, new_consumer
from tests.settings.conftest import age_sign_in

KEY = "/settings/api-connections/key/"
AUTHORIZATIONS = "/settings/api-connections/authorizations/"


def open_panel(page: Page, name: str) -> None:
    page.goto(LIST)
    row_of(page, name).get_by_role("link", name=name, exact=True).click()
    expect(page.locator("#panel")).to_be_visible()


def cut(page: Page, link: str, verb: str, word: str = "") -> None:
    """Ask to cut something off, read what will stop, type the word that is asked for while it is in use."""
    asked = page.locator("#panel, .panel-page").filter(has=page.locator(".consequences"))
    page.get_by_role("link", name=link).click()
    expect(asked.locator(".consequences")).to_be_visible()
    button = asked.get_by_role("button", name=verb)
    if word:
        expect(button).to_be_disabled()
        asked.get_by_label(f"Type “{word}” to confirm").fill(word)
    button.click()


def undo(page: Page) -> None:
    """With the button of the message, which does not go away by itself."""
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.locator(".toast").get_by_role("button", name="Undo")).to_have_count(0)


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
    cut(page, "End the old secret now", "End it now", word="Puente ERP")
    expect(page.locator("#panel")).to_be_hidden()
    assert curl.ask_for_token(live_server.url, key, made.plain)[0] == 401
    assert curl.ask_for_token(live_server.url, key, new)[0] == 200


def test_why_a_consumer_was_refused_is_read_in_its_panel(
    page: Page, live_server: LiveServer, ana: User, account: Account
) -> None:
    consumer = new_consumer(account, name="Puente ERP").owner
    assert curl.ask_for_token(live_server.url, consumer.client_id, "wrong")[0] == 401
    for number in range(1, 9):
        Refusal.objects.create(
            account=account, consumer=consumer, caller=consumer.client_id, reason="permission_missing",
            detail="items:edit", minute=timezone.now() - timedelta(minutes=number),
        )  # fmt: skip
    wear(page, Look(), ana)
    enter(page, ana)
    open_panel(page, "Puente ERP")
    panel = page.locator("#panel")
    expect(panel).to_contain_text("Wrong secret")
    panel.get_by_role("link", name="Show more refusals").press("Enter")
    expect(panel.get_by_text("The last 9 refusals")).to_be_visible()
    assert_usable(page)
    panel.get_by_role("link", name="Back").press("Enter")
    expect(panel).to_contain_text("Credentials")


def test_without_an_overlap_what_is_in_use_takes_its_name(
    page: Page, live_server: LiveServer, ana: User, account: Account
) -> None:
    made = new_consumer(account, name="Puente ERP")
    bearer = curl.token(live_server.url, made.owner.client_id, made.plain)
    assert curl.get(f"{live_server.url}/api/items", bearer)[0] == 200
    enter(page, ana)
    open_panel(page, "Puente ERP")
    page.locator("#panel").get_by_role("link", name="Rotate the secret").click()
    panel = page.locator("#panel")
    expect(panel.locator(".consequences")).to_contain_text("1 live token")
    expect(panel.locator(".consequences")).to_contain_text("1 call in the last 24 hours.")
    rotate, word = panel.get_by_role("button", name="Rotate the secret"), panel.get_by_label("Type “Puente ERP”")
    expect(word).to_be_hidden()
    expect(rotate).to_be_enabled()
    panel.get_by_label("None: the old secret").check()
    expect(rotate).to_be_disabled()
    word.fill("Puente ERP")
    rotate.click()
    new = shown(page, "OAUTH_CLIENT_SECRET")
    assert curl.ask_for_token(live_server.url, made.owner.client_id, made.plain)[0] == 401
    assert curl.ask_for_token(live_server.url, made.owner.client_id, new)[0] == 200


def test_a_disabled_consumer_is_refused_at_its_next_call_and_goes_on_when_that_is_undone(
    page: Page, live_server: LiveServer, ana: User, account: Account
) -> None:
    made = new_consumer(account, name="Puente ERP")
    items = f"{live_server.url}/api/items"
    bearer = curl.token(live_server.url, made.owner.client_id, made.plain)
    assert curl.get(items, bearer)[0] == 200
    enter(page, ana)
    open_panel(page, "Puente ERP")
    cut(page, "Disable", "Disable", word="Puente ERP")
    expect(row_of(page, "Puente ERP")).to_contain_text("Disabled")
    assert curl.get(items, bearer)[0] == 401
    assert curl.ask_for_token(live_server.url, made.owner.client_id, made.plain)[0] == 401
    undo(page)
    expect(row_of(page, "Puente ERP")).to_contain_text("Enabled")
    assert curl.get(items, bearer)[0] == 200


def test_what_is_revoked_in_the_third_tab_is_refused_at_the_next_call_and_goes_on_when_that_is_undone(
    page: Page, live_server: LiveServer, ana: User, bruno: User
) -> None:
    bearer, items = user_token(bruno), f"{live_server.url}/api/items"
    assert curl.get(items, bearer)[0] == 200
    enter(page, ana)
    page.goto(AUTHORIZATIONS)
    expect(page.locator(".bulk-bar")).to_be_hidden()
    row_of(page, bruno.name).get_by_role("checkbox").check()
    page.locator(".bulk-bar").get_by_role("button", name="Revoke").click()
    expect(page.locator(".consequences")).to_contain_text("1 live token ends.")
    page.get_by_label("Type “1” to confirm").fill("1")
    page.locator(".panel-page").get_by_role("button", name="Revoke").click()
    expect(row_of(page, bruno.name)).to_contain_text("Revoked")
    assert curl.get(items, bearer)[0] == 401
    undo(page)
    expect(row_of(page, bruno.name)).to_contain_text("Active")
    assert curl.get(items, bearer)[0] == 200


def test_what_a_user_revokes_is_refused_at_the_next_call(page: Page, live_server: LiveServer, bruno: User) -> None:
    bearer, items = user_token(bruno), f"{live_server.url}/api/items"
    assert curl.get(items, bearer)[0] == 200
    enter(page, bruno)
    page.goto("/settings/")
    page.locator(".avatar").click()
    page.get_by_role("link", name="My app authorizations").click()
    page.locator("main").get_by_role("link", name="Revoke").click()
    page.locator("#panel").get_by_role("button", name="Revoke").click()
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
    cut(page, "End the old secret now", "End it now", word=key[-4:])
    expect(page.get_by_role("link", name="End the old secret now")).to_have_count(0)
    assert curl.get_signed(live_server.url, "/api/items", key, pair.plain)[0] == 401
    assert curl.get_signed(live_server.url, "/api/items", key, new)[0] == 200
