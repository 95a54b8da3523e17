"""An app asks a user in a real browser, which holds every redirect against the page's form-action."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import Account, User
from apps.connections.models import Consumer
from apps.connections.services.secrets import NewSecret
from tests.e2e import curl
from tests.e2e.looks import assert_usable, enter
from tests.factories import CALLBACK, PASSWORD, GroupFactory, new_code_consumer
from tests.oauth import flow


@pytest.fixture
def app(account: Account) -> NewSecret[Consumer]:
    group = GroupFactory.create(account=account, permissions=["items:view", "items:edit"])
    return new_code_consumer(account, name="Portal de proveedores", permission_group=group)


@pytest.fixture
def sent_back(page: Page) -> list[str]:
    """The addresses at which the browser arrives at the app."""
    arrived: list[str] = []

    def answer(route: Route) -> None:
        arrived.append(route.request.url)
        route.fulfill(status=200, content_type="text/html", body="<title>The app</title>")

    page.route(f"{CALLBACK}*", answer)
    return arrived


def redeem(origin: str, app: NewSecret[Consumer], url: str) -> str:
    answer = parse_qs(urlsplit(url).query)
    asked = {
        "grant_type": "authorization_code", "code": answer["code"][0], "redirect_uri": CALLBACK,
        "code_verifier": flow.VERIFIER,
    }  # fmt: skip
    user = ("--user", f"{app.owner.client_id}:{app.plain}")
    status, issued = curl.curl(*user, "--data", urlencode(asked), f"{origin}/oauth/token")
    assert status == 200, issued
    return str(issued["access_token"])


def test_signing_in_on_the_way_and_allowing_leads_back_to_the_app(
    page: Page, live_server: LiveServer, bruno: User, app: NewSecret[Consumer], sent_back: list[str]
) -> None:
    page.goto(f"/oauth/authorize?{urlencode(flow.request_of(app))}")
    page.locator("input[name=login]").fill(bruno.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    expect(page.locator("main")).to_contain_text("app.example")
    expect(page.locator("main")).to_contain_text(bruno.name)
    assert_usable(page)
    page.locator("input[value='items:edit']").uncheck()
    page.get_by_role("button", name="Allow").click()
    page.wait_for_url(f"{CALLBACK}*")
    bearer = redeem(live_server.url, app, sent_back[0])
    assert curl.get(f"{live_server.url}/api/items", bearer)[0] == 200
    assert curl.curl("-X", "PUT", "-H", f"Authorization: Bearer {bearer}", f"{live_server.url}/api/items/B")[0] == 403


def test_denying_leads_back_to_the_app_too(
    page: Page, bruno: User, app: NewSecret[Consumer], sent_back: list[str]
) -> None:
    enter(page, bruno)
    page.goto(f"/oauth/authorize?{urlencode(flow.request_of(app))}")
    page.get_by_role("button", name="Deny").click()
    page.wait_for_url(f"{CALLBACK}*")
    assert "error=access_denied" in sent_back[0]
