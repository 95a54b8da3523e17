"""A catalog is opened in the browser: an entry is added, a file is brought in, and the API accepts nothing else."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from apps.accounts.models import Account, User
from apps.company.models import Catalog, CatalogEntry
from tests.api.helpers import Program, token_for
from tests.e2e.consumers import open_new, save_of
from tests.e2e.looks import assert_usable, enter

ITEM = {"code": "EQ-1", "id_type_item": 2, "field_1": "Bomba", "priorities_description": "urgente"}
FILE = "code;name_es;name_en\nALTA;Alta;High\nBAJA;Baja;Low\n"


def test_a_catalog_is_filled_and_binds_the_api_until_it_takes_other_values_too(
    page: Page, ana: User, account: Account
) -> None:
    program = Program(token_for(account))
    enter(page, ana)
    page.goto("/settings/auxiliary-catalogs/")
    page.get_by_role("link", name="Priorities", exact=True).click()
    expect(page.locator(".empty")).to_contain_text("No entries yet")
    panel = open_new(page)
    expect(panel.locator("#id_catalog_name")).to_have_value("priorities")
    panel.locator("#id_code").fill("URG")
    panel.locator("#id_name_en").fill("Urgent")
    save_of(panel).click()
    expect(page.get_by_role("link", name="URG", exact=True)).to_be_visible()

    page.locator("summary[aria-label=More]").click()
    page.get_by_role("link", name="Import CSV").click()
    page.locator("#id_file").set_input_files({"name": "p.csv", "mimeType": "text/csv", "buffer": FILE.encode()})
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("row", name="ALTA")).to_contain_text("Added")
    assert_usable(page)
    page.get_by_role("button", name="Import all of it").click()
    expect(page.get_by_role("link", name="BAJA", exact=True)).to_be_visible()
    assert CatalogEntry.objects.count() == 3

    answer = program.post("/api/items", ITEM)
    assert (answer.status_code, "Urgent, High, Low" in answer.content.decode()) == (400, True)
    page.get_by_role("button", name="Accept other values too").click()
    expect(page.get_by_role("button", name="Accept only these values")).to_be_visible()
    assert program.post("/api/items", ITEM).status_code == 201
    page.get_by_role("button", name="Accept only these values").click()
    expect(page.get_by_role("button", name="Accept other values too")).to_be_visible()
    assert Catalog.objects.get().is_closed
