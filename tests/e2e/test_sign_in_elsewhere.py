"""Signing in to an app with the portal, and out of both, in a real browser with its policy and its SameSite cookies."""

import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import Account, User
from tests.e2e.looks import LANGUAGES, Look, assert_usable, enter, in_looks, wear
from tests.factories import CALLBACK, new_code_consumer
from tests.oauth.flow import App, request_of

BYE = "https://app.example/bye"
SIGNED_OUT = re.compile(r"/sign-in/\?next=")


@pytest.fixture
def browser(whole_browser: Browser) -> Browser:
    """The shell without a window forgets an address that it could not open."""
    return whole_browser


@pytest.fixture
def app(account: Account, page: Page, live_server: LiveServer) -> App:
    """An app whose pages answer, although its host does not exist; its first page leads to our sign-out by a form."""
    made = new_code_consumer(account, name="Supplier portal", offers_sign_in=True, post_logout_redirect_uris=BYE)
    fields = {"client_id": made.owner.client_id, "post_logout_redirect_uri": BYE, "state": "s"}
    inputs = "".join(f'<input name="{name}" value="{value}">' for name, value in fields.items())
    form = f'<form method="post" action="{live_server.url}/oauth/logout">{inputs}<button>Leave</button></form>'

    def answer(route: Route) -> None:
        route.fulfill(body=f"<title>App</title>{form}", content_type="text/html")

    page.route("https://app.example/**", answer)
    return made


def sign_out_address(app: App) -> str:
    return f"/oauth/logout?{urlencode({'client_id': app.owner.client_id, 'post_logout_redirect_uri': BYE})}"


def test_the_app_recognises_whoever_allows_it(page: Page, app: App, bruno: User) -> None:
    enter(page, bruno)
    page.goto(f"/oauth/authorize?{urlencode(request_of(app, state='s', scope='openid email'))}")
    expect(page.get_by_role("group", name="Know who you are")).to_be_visible()
    expect(page.get_by_label("Recognise you when you sign in")).to_be_disabled()
    page.get_by_label("Your e-mail address").uncheck()
    assert_usable(page)
    page.get_by_role("button", name="Allow").click()
    expect(page).to_have_url(re.compile(rf"^{CALLBACK}\?code="))


def test_signing_out_leads_back_to_the_app(page: Page, app: App, bruno: User) -> None:
    enter(page, bruno)
    page.goto(sign_out_address(app))
    expect(page.get_by_text("Afterwards you go to app.example.")).to_be_visible()
    page.locator("main").get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(BYE)
    page.goto("/my-authorizations/")
    expect(page).to_have_url(SIGNED_OUT)


def test_an_app_that_sends_a_form_meets_the_session_all_the_same(page: Page, app: App, bruno: User) -> None:
    enter(page, bruno)
    page.goto(CALLBACK)
    page.get_by_role("button", name="Leave").click()
    expect(page.get_by_text("You are signed in as")).to_be_visible()
    page.locator("main").get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{BYE}?state=s")


def test_staying_signed_in_is_one_click(page: Page, app: App, bruno: User) -> None:
    enter(page, bruno)
    page.goto(sign_out_address(app))
    page.get_by_role("link", name="Stay signed in").click()
    expect(page).not_to_have_url(SIGNED_OUT)


@in_looks(widths=(1440, 320), languages=LANGUAGES)
def test_the_page_is_usable_in_every_look(page: Page, app: App, bruno: User, look: Look) -> None:
    enter(page, bruno)
    wear(page, look, bruno)
    page.goto(sign_out_address(app))
    assert_usable(page)
