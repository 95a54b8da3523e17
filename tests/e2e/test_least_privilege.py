"""Least privilege in one click: seen, previewed, done, and noticed by the program at its next call."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import Account, PermissionGroup, User
from apps.connections.services.authorizations import grant_authorization
from tests.e2e import curl
from tests.e2e.consumers import LIST, row_of
from tests.e2e.looks import Look, assert_usable, enter, wear
from tests.factories import TESTER, GroupFactory, new_code_consumer, new_consumer
from tests.uses import age, new_use


def test_a_consumer_is_reduced_to_what_it_uses_and_gets_its_old_group_back(
    page: Page, live_server: LiveServer, ana: User, account: Account
) -> None:
    group = GroupFactory.create(account=account, name="Integraciones", permissions=["items:view", "meters:view"])
    made = new_consumer(account, name="Puente ERP", permission_group=group)
    age(made.owner)
    bearer = curl.token(live_server.url, made.owner.client_id, made.plain)
    assert curl.get(f"{live_server.url}/api/items", bearer)[0] == 200
    assert curl.get(f"{live_server.url}/api/meters", bearer)[0] == 200
    made.owner.permission_uses.filter(permission="meters:view").delete()
    wear(page, Look(), ana)
    enter(page, ana)

    page.goto(LIST)
    row_of(page, "Puente ERP").get_by_role("link", name="Puente ERP", exact=True).click()
    panel = page.locator("#panel")
    expect(panel.get_by_text("1 of 2 permissions were used in the last 90 days.")).to_be_visible()
    panel.get_by_role("link", name="Reduce to what is used").click()
    expect(panel.get_by_role("heading", name="Is taken away")).to_be_visible()
    assert_usable(page)
    panel.get_by_role("link", name="Used in the last 30 days").press("Enter")
    expect(panel.get_by_role("link", name="Used in the last 30 days")).to_have_attribute("aria-current", "true")
    expect(panel.get_by_label("Name of the new group")).to_have_value("Puente ERP")
    panel.get_by_label("Name of the new group").fill("Solo activos")
    panel.get_by_role("button", name="Reduce").press("Enter")
    expect(panel).to_be_hidden()
    assert curl.get(f"{live_server.url}/api/items", bearer)[0] == 200
    assert curl.get(f"{live_server.url}/api/meters", bearer)[0] == 403

    row_of(page, "Puente ERP").get_by_role("link", name="Puente ERP", exact=True).click()
    expect(panel.get_by_role("link", name="Reduce to what is used")).to_have_count(0)
    panel.get_by_label("Group permissions").select_option("Integraciones")
    panel.get_by_role("button", name="Save", exact=True).click()
    expect(panel).to_be_hidden()
    assert curl.get(f"{live_server.url}/api/meters", bearer)[0] == 200
    assert PermissionGroup.objects.get(name="Solo activos").permissions == ["items:view"]


def test_a_user_reduces_what_they_allowed(page: Page, live_server: LiveServer, bruno: User, account: Account) -> None:
    app = new_code_consumer(account, name="Campo", permission_group=GroupFactory.create(account=account)).owner
    consent = grant_authorization(consumer=app, user=bruno, scopes=["items:view", "items:edit"], by=TESTER)
    new_use(consent, "items:view", days_ago=3)
    wear(page, Look(width=390), bruno)
    enter(page, bruno)
    page.goto("/my-authorizations/")
    page.get_by_role("link", name="Campo", exact=True).click()
    panel = page.locator("#panel")
    expect(panel.get_by_text("never", exact=True)).to_be_visible()
    panel.get_by_role("link", name="Reduce to what is used").click()
    expect(panel.get_by_text("Items: Edit")).to_be_visible()
    assert_usable(page)
    panel.get_by_role("button", name="Reduce").click()
    expect(panel).to_be_hidden()
    consent.refresh_from_db()
    assert consent.scopes == {"items:view"}
