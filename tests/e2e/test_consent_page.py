"""An app asks a person for access, in a real browser, which enforces the page's policy."""

import re
from urllib.parse import urlencode

import pytest
from django.core import mail
from playwright.sync_api import Browser, Page, Route, expect

from apps.accounts.models import Account, User
from apps.connections.models import Authorization
from apps.connections.services.authorizations import grant_authorization
from tests.e2e.looks import LANGUAGES, Look, assert_usable, enter, in_looks, wear
from tests.factories import CALLBACK, PASSWORD, TESTER, new_code_consumer
from tests.oauth.flow import App, request_of

ARRIVED = re.compile(rf"^{CALLBACK}\?code=cnxac_\w{{49}}&state=s&iss=http%3A%2F%2Flocalhost$")


@pytest.fixture
def browser(whole_browser: Browser) -> Browser:
    """The shell without a window forgets an address that it could not open."""
    return whole_browser


@pytest.fixture
def app(account: Account, page: Page) -> App:
    """An app whose callback answers, although its host does not exist."""

    def answer(route: Route) -> None:
        route.fulfill(body="<title>App</title>", content_type="text/html")

    page.route(f"{CALLBACK}*", answer)
    return new_code_consumer(account, name="Field planner", description="Plans the rounds of the technicians")


def ask(page: Page, app: App, **changes: str) -> None:
    page.goto(f"/oauth/authorize?{urlencode(request_of(app, state='s', **changes))}")


def sign_in_by_hand(page: Page, user: User) -> None:
    page.locator("input[name=login]").fill(user.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")


def test_somebody_signs_in_allows_and_is_back_at_the_app(page: Page, app: App, bruno: User) -> None:
    ask(page, app)
    sign_in_by_hand(page, bruno)
    expect(page.get_by_role("heading", name="Field planner asks for access")).to_be_visible()
    page.get_by_label("Edit").uncheck()
    page.get_by_role("button", name="Allow").click()
    expect(page).to_have_url(ARRIVED)


def test_denying_leads_back_to_the_app_too(page: Page, app: App, bruno: User) -> None:
    enter(page, bruno)
    ask(page, app)
    page.get_by_role("button", name="Deny").click()
    expect(page).to_have_url(re.compile(rf"^{CALLBACK}\?error=access_denied"))


def test_remembered_consent_leads_from_sign_in_to_the_app(page: Page, app: App, bruno: User) -> None:
    grant_authorization(consumer=app.owner, user=bruno, scopes=["items:view", "items:edit"], by=TESTER)
    ask(page, app)
    sign_in_by_hand(page, bruno)
    expect(page).to_have_url(ARRIVED)


def test_a_proof_that_the_app_demands_leads_to_the_app_too(page: Page, app: App, bruno: User) -> None:
    grant_authorization(consumer=app.owner, user=bruno, scopes=["items:view", "items:edit"], by=TESTER)
    enter(page, bruno)
    ask(page, app, prompt="login")
    expect(page.get_by_role("heading", name="Confirm that it is you")).to_be_visible()
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    expect(page).to_have_url(ARRIVED)


def test_what_the_app_needs_cannot_be_unticked(page: Page, app: App, bruno: User) -> None:
    enter(page, bruno)
    ask(page, app, scope="items:view", optional_scope="items:edit")
    expect(page.get_by_label("View")).to_be_disabled()
    page.get_by_label("Edit").uncheck()
    assert_usable(page)
    page.get_by_role("button", name="Allow").click()
    expect(page).to_have_url(ARRIVED)
    assert Authorization.objects.get().scopes == {"items:view"}


def test_somebody_else_signs_in_where_the_app_expects_them(page: Page, app: App, bruno: User, ana: User) -> None:
    enter(page, bruno)
    ask(page, app, login_hint=ana.email)
    expect(page.get_by_text(f"The app expects {ana.email}")).to_be_visible()
    page.get_by_role("button", name="Not Bruno Sosa? Sign in as somebody else").click()
    expect(page.locator("input[name=login]")).to_have_value(ana.email)
    sign_in_by_hand(page, ana)
    expect(page.get_by_text(f"Ana Prado ({ana.email})")).to_be_visible()


def test_an_empty_choice_is_explained_and_can_be_corrected(page: Page, app: App, bruno: User) -> None:
    enter(page, bruno)
    ask(page, app)
    for box in page.get_by_role("checkbox").all():
        box.uncheck()
    page.get_by_role("button", name="Allow").click()
    expect(page.get_by_role("alert")).to_contain_text("Tick at least one permission, or deny.")
    assert_usable(page)
    page.get_by_label("View").check()
    page.get_by_role("button", name="Allow").click()
    expect(page).to_have_url(ARRIVED)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_allowed_is_told_by_mail_and_can_be_taken_back_and_given_again(
    page: Page, app: App, bruno: User, language: str
) -> None:
    enter(page, bruno)
    wear(page, Look(language=language), bruno)
    ask(page, app, scope="items:view")
    page.locator("button[value=allow]").click()
    expect(page).to_have_url(ARRIVED)
    assert "Field planner" in mail.outbox[0].subject
    ask(page, app)
    expect(page.locator(".badge")).to_have_count(1)
    assert_usable(page)
    page.goto("/my-authorizations/")
    page.get_by_role("link", name="Field planner", exact=True).click()
    revoke = page.locator("#panel form button[type=submit]")
    expect(revoke).to_be_visible()
    assert_usable(page)
    revoke.click()
    undo = page.locator("[data-toast] form button")
    expect(undo).to_be_visible()
    assert not Authorization.objects.live().exists()
    undo.click()
    expect(page.locator("tbody a[data-panel].button")).to_be_visible()
    assert Authorization.objects.live().exists()
    assert_usable(page)


@in_looks(widths=(1440, 320), languages=LANGUAGES)
def test_the_page_is_usable_in_every_look(page: Page, app: App, bruno: User, look: Look) -> None:
    enter(page, bruno)
    wear(page, look, bruno)
    ask(page, app)
    expect(page.locator("html")).to_have_attribute("lang", look.language)
    assert_usable(page)


@in_looks()
def test_so_is_the_page_that_tells_of_a_mistake(page: Page, app: App, look: Look) -> None:
    wear(page, look)
    page.goto("/oauth/authorize?client_id=nobody")
    expect(page.get_by_role("heading")).to_contain_text("cannot be answered")
    assert_usable(page)
