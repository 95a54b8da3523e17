"""The README's pictures: `make pictures` draws them anew, from the demo's data, in English and light.

Not part of the suite. The database is thrown away, so the secret that one of them shows never worked anywhere.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django import Settings

from apps.accounts.models import User
from apps.settings.demo import CASTS, credentials
from apps.settings.management.commands.demo import load_fixtures
from tests.e2e.consumers import LIST, fill, open_new, save_of
from tests.e2e.looks import Look, enter, wear
from tests.e2e.png import smaller
from tests.factories import PASSWORD

FOLDER = Path(__file__).parent / "pictures"
LARGEST = 100_000


@pytest.fixture
def portal(page: Page, transactional_db: None, settings: Settings) -> Page:
    """Signed in as the owner of the demo's first account, a laptop wide."""
    settings.PUBLIC_URL = "https://conexiones.example"
    load_fixtures(settings.BASE_DIR / "fixtures")
    credentials()
    owner = User.objects.get(email=CASTS[0].super_administrator)
    owner.set_password(PASSWORD)
    owner.save()
    enter(page, owner)
    wear(page, Look(), owner)
    page.emulate_media(reduced_motion="reduce")
    return page


def draw(page: Page, name: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    place = FOLDER / f"{name}.png"
    page.evaluate("scrollTo(0, 0)")
    place.write_bytes(smaller(page.screenshot(animations="disabled", caret="hide")))
    assert place.stat().st_size < LARGEST, f"{place} is too large for a README"


def test_the_list_of_consumers(portal: Page) -> None:
    portal.goto(LIST)
    expect(portal.locator("tr[data-row]")).to_have_count(10)
    draw(portal, "consumers")


def test_a_secret_that_is_shown_once(portal: Page) -> None:
    portal.goto(LIST)
    panel: Locator = open_new(portal)
    fill(panel, name="ERP bridge", group="Integraciones")
    save_of(panel).click()
    expect(portal.locator("[data-secret-box]")).to_be_visible()
    draw(portal, "secret")


def test_the_key_pair(portal: Page) -> None:
    portal.goto("/settings/api-connections/key/")
    expect(portal.locator("#api-key")).to_be_visible()
    draw(portal, "key")
