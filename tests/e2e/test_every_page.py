"""Every page that the URL resolver knows, with the demo's data, in every width and theme: usable by everybody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from apps.accounts.guessing import CEILING
from apps.accounts.models import Account, SingleSignOn, User
from apps.accounts.services import change_language
from apps.accounts.session import SessionQuerySet
from apps.common.failures import FailureBucket
from apps.connections.models import Consumer
from apps.settings.demo import CASTS, credentials
from apps.settings.management.commands.demo import load_fixtures
from tests.addresses import Address, every_address
from tests.conftest import sign_in
from tests.e2e import keyboard
from tests.e2e.looks import HEIGHTS, THEMES, add_cookie, findings, too_wide
from tests.factories import PASSWORD, UserFactory
from tests.oauth.flow import CHALLENGE

MANY_LANGUAGES = (
    "/api/guide/",
    "/settings/api-connections/key/",
    "/settings/api-connections/consumers/",
    "/settings/api-connections/consumers/add/",
    "/settings/api-connections/authorizations/",
    "/settings/user-accounts/permission-groups/add/",
    "/settings/transactions-log/",
)
# What is a page only with an app's request; it is opened with one below.
WITH_A_REQUEST = "oauth:authorize"
# Only for whoever comes back from a provider; its own tests come back.
WITH_AN_ANSWER = "openid_connect_callback"
# Of a person's own rows only: for everybody else there is no such page.
MY_OWN = ("my-authorization", "reduce-my-authorization")
# A page that is no page: a download, an answer for programs, an address that only takes POST or leads on.
LEAD_ON = (301, 302, 405)


@pytest.fixture
def demo(transactional_db: None) -> Account:
    load_fixtures(settings.BASE_DIR / "fixtures")
    credentials()
    return Account.objects.get(number=CASTS[0].account)


@pytest.fixture
def people(demo: Account, settings: Any) -> dict[str, User | None]:
    """Who opens a page: the first of these who is let in."""
    owner = User.objects.get(email=CASTS[0].super_administrator)
    owner.set_password(PASSWORD)
    owner.save()
    signs_in_elsewhere(owner, settings)
    operator = UserFactory.create(account=None, role="", is_operator=True, language="es")
    return {"nobody": None, "super administrator": owner, "operator": operator}


def signs_in_elsewhere(owner: User, settings: Any) -> None:
    """At a provider that is asked for nothing here."""
    settings.SSO_ISSUERS = ["https://login.activacion.example"]
    found = SingleSignOn(account=owner.account, is_on=True, name="Entrada", issuer=settings.SSO_ISSUERS[0])
    found.seal("kept by the provider too")
    found.save()
    SocialAccount.objects.create(provider=found.provider_id, uid="subject", user=owner)


def some(paths: list[str]) -> list[str]:
    """Of many rows the first and the last."""
    return list(dict.fromkeys([*paths[:1], *paths[-1:]]))


def pages(addresses: Iterable[Address], account: Account, clients: dict[str, Client]) -> Iterator[tuple[str, str]]:
    """Who opens which path. Fails when an address is a page for none of `clients`."""
    for address in [address for address in addresses if address.name not in (WITH_A_REQUEST, WITH_AN_ANSWER)]:
        paths = some(own(address, account, clients))
        assert paths, f"the demo has no row for {address}"
        yield from ((who, path) for path in paths if (who := reader(path, clients)))


def own(address: Address, account: Account, clients: dict[str, Client]) -> list[str]:
    paths, owner = address.paths(account), clients["super administrator"]
    return [path for path in paths if address.name not in MY_OWN or owner.get(path).status_code == 200]


def reader(path: str, clients: dict[str, Client]) -> str:
    """Who is shown a page there; nobody at all ("") when it is no page."""
    for who, client in clients.items():
        response = client.get(path)
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            return who
        if who != "nobody" and is_no_page(response):
            return ""
    raise AssertionError(f"{path} is a page for none of {', '.join(clients)}")


def is_no_page(response: Any) -> bool:
    return response.status_code in LEAD_ON or not response["Content-Type"].startswith("text/html")


def complaints(page: Page, path: str, language: str, status: int = 200) -> Iterator[str]:
    """What is wrong with the page at `path`, in every width and theme."""
    response = page.goto(path)
    if response is None or response.status != status:
        yield f"{path} answers {response and response.status}"
    if (headings := page.locator("h1:visible").count()) != 1:
        yield f"{path} shows {headings} h1"
    if not page.title().removesuffix("Conexiones").strip(" ·"):
        yield f"{path} has no title"
    if page.locator("html").get_attribute("lang") != language:
        yield f"{path} speaks {page.locator('html').get_attribute('lang')}"
    yield from (f"{path} {fault}" for fault in looked_at(page))


def looked_at(page: Page) -> Iterator[str]:
    for width, theme in product((1440, 390), THEMES):
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        # What a theme changes is colour.
        rules = None if theme == "light" else ["color-contrast"]
        yield from (f"({width}, {theme}): {fault}" for fault in [*findings(page, rules), *too_wide(page)])
        if theme == "light":
            yield from (f"({width}): {fault}" for fault in keyboard.walk(page))
    yield from (f"(200 % text): {fault}" for fault in with_text_twice_as_large(page))
    page.set_viewport_size({"width": 320, "height": HEIGHTS[320]})
    yield from (f"(320): {fault}" for fault in too_wide(page))


def with_text_twice_as_large(page: Page) -> list[str]:
    """As whoever chose so in the browser sees it: media queries in rem follow that, and not a style of the page."""
    browser = page.context.new_cdp_session(page)
    page.set_viewport_size({"width": 1440, "height": HEIGHTS[1440]})
    browser.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    faults = too_wide(page)
    browser.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})
    browser.detach()
    return faults


def enter_as(page: Page, client: Client) -> None:
    page.context.clear_cookies()
    for name, morsel in client.cookies.items():
        add_cookie(page, name, morsel.value)


def clients_of(people: dict[str, User | None]) -> dict[str, Client]:
    made = {who: sign_in(user) if user else Client() for who, user in people.items()}
    for client in made.values():
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    return made


def test_every_page_is_usable_in_every_width_and_theme(
    page: Page, demo: Account, people: dict[str, User | None]
) -> None:
    page.emulate_media(reduced_motion="reduce")
    clients = clients_of(people)
    wrong: list[str] = []
    seen = list(pages(every_address(), demo, clients))
    for who in people:
        enter_as(page, clients[who])
        for path in [path for reader_, path in seen if reader_ == who]:
            wrong += complaints(page, path, "es")
    assert wrong == []
    assert {who for who, _path in seen} == set(people)


@pytest.mark.parametrize("language", ["en", "pt-br"])
def test_the_widest_pages_are_usable_in_the_other_languages(
    page: Page, people: dict[str, User | None], language: str
) -> None:
    page.emulate_media(reduced_motion="reduce")
    owner = people["super administrator"]
    assert owner
    change_language(user=owner, language=language)
    enter_as(page, sign_in(owner))
    wrong = [fault for path in MANY_LANGUAGES for fault in complaints(page, path, language)]
    assert wrong == []


def test_errors_and_the_consent_page_are_usable_too(page: Page, demo: Account, people: dict[str, User | None]) -> None:
    page.emulate_media(reduced_motion="reduce")
    owner = people["super administrator"]
    assert owner
    enter_as(page, sign_in(owner))
    app = Consumer.objects.of(demo).get(name=CASTS[0].app)
    asked = (
        f"response_type=code&client_id={app.client_id}&state=x&code_challenge={CHALLENGE}&code_challenge_method=S256"
    )
    expected = {
        "/nothing-is-here/": 404,
        "/settings/accounts/": 403,
        "/oauth/authorize?client_id=nobody": 400,
        f"/oauth/authorize?{asked}&redirect_uri={app.callback_urls[0]}": 200,
    }
    wrong = [
        fault for path, status in expected.items() for fault in complaints(page, path, owner.language or "es", status)
    ]
    assert wrong == []


def test_a_list_without_rows_and_one_whose_rows_are_hidden_are_usable(page: Page, ana: User) -> None:
    page.emulate_media(reduced_motion="reduce")
    enter_as(page, sign_in(ana))
    lists = ("api-connections/consumers/", "api-connections/authorizations/", "api-connections/key/")
    paths = [*(f"/settings/{path}" for path in lists), "/settings/transactions-log/?q=nobody", "/my-authorizations/"]
    assert [fault for path in paths for fault in complaints(page, path, "en")] == []


def test_so_are_the_pages_of_too_many_attempts_and_of_our_own_failure(
    page: Page, people: dict[str, User | None], faults: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    page.emulate_media(reduced_motion="reduce")
    Client().post("/sign-in/", {"login": "nobody@aguas.example", "password": "wrong"})
    FailureBucket.objects.update(failures=CEILING - 1, last_at=timezone.now())
    page.goto("/sign-in/")
    page.locator("input[name=login]").fill("nobody@aguas.example")
    page.locator("input[name=password]").fill("wrong")
    page.locator("input[name=password]").press("Enter")
    expect(page.locator("h1")).to_contain_text("Too many")
    assert list(looked_at(page)) == []
    monkeypatch.setattr(SessionQuerySet, "of_user", lambda rows, user: 1 / 0)
    owner = people["super administrator"]
    assert owner
    page.goto("about:blank")
    FailureBucket.objects.all().delete()
    enter_as(page, sign_in(owner))
    assert list(complaints(page, "/my-sessions/", owner.language or "es", 500)) == []
    # What a page of ours answered so, and the server wrote about it, is what this test asked for.
    faults.clear()
