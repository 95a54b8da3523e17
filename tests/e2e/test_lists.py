"""The tools of a list: columns, filters, sorting, selected rows; their whole state is in the URL."""

import pytest
from playwright.sync_api import Page, expect

from apps.accounts.models import Account, User
from apps.connections.models import Consumer
from apps.settings.panel import choices
from apps.settings.panel.listing import ListAdmin
from tests.e2e.consumers import LIST, row_of
from tests.e2e.looks import assert_usable, enter
from tests.factories import GroupFactory, new_code_consumer, new_consumer


@pytest.fixture
def listed(page: Page, ana: User, account: Account) -> Page:
    for name in ("Almacén", "Báscula"):
        new_consumer(account, name=name)
    new_code_consumer(account, name="Campo")
    enter(page, ana)
    page.goto(LIST)
    return page


def test_a_column_is_chosen_by_a_press_on_its_name(listed: Page) -> None:
    listed.get_by_title("Columns and sorting").click()
    assert_usable(listed)
    listed.locator("label").filter(has_text="Creation date").click(position={"x": 60, "y": 12})
    expect(listed.locator("thead")).to_contain_text("Creation date")
    assert "columns=created" in listed.url
    listed.reload()
    expect(listed.locator("thead")).to_contain_text("Creation date")


def test_a_filter_is_set_and_cleared(listed: Page) -> None:
    listed.get_by_title("Filter", exact=True).click()
    listed.get_by_label("Grant type").select_option(label="Authorization code")
    listed.get_by_role("button", name="Apply").click()
    expect(listed.locator("tr[data-row]")).to_have_count(1)
    assert "grant=authorization-code" in listed.url
    listed.get_by_title("Filter", exact=True).click()
    listed.locator("#filter_group").press_sequentially("Gr")
    expect(listed.locator("#filter_group_list option")).not_to_have_count(0)
    assert_usable(listed)
    listed.get_by_role("link", name="Remove Grant type: Authorization code").click()
    expect(listed.locator("tr[data-row]")).to_have_count(3)
    assert "grant=" not in listed.url


def test_a_saved_change_leaves_the_list_as_it_was_filtered_and_sorted(listed: Page) -> None:
    listed.goto(f"{LIST}?q=a&sort=-name")
    row_of(listed, "Almacén").get_by_role("link", name="Almacén", exact=True).click()
    listed.locator("#id_description").fill("Del centro")
    listed.locator("#panel .panel-head button[type=submit]").click()
    expect(listed.locator(".toast-success")).to_be_visible()
    assert listed.url.endswith("?q=a&sort=-name")
    expect(row_of(listed, "Almacén").get_by_role("link", name="Almacén", exact=True)).to_be_focused()


def test_selected_rows_are_deleted_after_a_question_of_its_own(listed: Page) -> None:
    for name in ("Almacén", "Báscula"):
        listed.get_by_label(f"Select {name}").check()
    listed.locator(".bulk-bar").get_by_role("button", name="Delete").click()
    expect(listed.locator(".panel-page")).to_contain_text("Delete 2 consumers?")
    assert "csrf" not in listed.url
    assert_usable(listed)
    listed.locator(".panel-page").get_by_role("button", name="Delete").click()
    expect(listed.locator("tr[data-row]")).to_have_count(1)
    expect(row_of(listed, "Campo").get_by_role("link", name="Campo", exact=True)).to_be_focused()
    assert list(Consumer.objects.values_list("name", flat=True)) == ["Campo"]


def test_all_that_match_are_selected_by_keyboard_and_disabled_after_a_question(
    listed: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ListAdmin, "list_per_page", 2)
    listed.goto(f"{LIST}?grant=client-credentials&sort=-name")
    expect(listed.locator("[data-select-matching]")).to_have_count(0)
    listed.goto(LIST)
    head, matching = listed.locator("[data-select-all]"), listed.locator("[data-select-matching]")
    head.focus()
    listed.keyboard.press("Space")
    spoken = listed.locator("body > [data-live]")
    expect(spoken).to_have_text("All 2 rows of this page are selected. Select all 3 of the list")
    assert_usable(listed)
    matching.focus()
    listed.keyboard.press("Space")
    expect(spoken).to_have_text("All 3 of the list are selected.")
    expect(listed.locator("[data-selected-count]")).to_have_text("3")
    listed.get_by_label("Select Almacén").uncheck()
    expect(matching).to_be_hidden()
    expect(listed.locator("[data-selected-count]")).to_have_text("1")
    listed.get_by_label("Select Almacén").check()
    matching.check()
    listed.locator(".bulk-bar").get_by_role("button", name="Disable").click()
    expect(listed.locator(".panel-page")).to_contain_text("Disable 3 consumers?")
    assert_usable(listed)
    listed.locator(".panel-page").get_by_role("button", name="Disable").click()
    expect(listed.locator(".toast-success")).to_contain_text("3 consumers are disabled.")
    listed.locator(".toast-success").get_by_role("button", name="Undo").click()
    expect(listed.locator(".toast-success")).to_contain_text("3 consumers are enabled again")


def test_of_very_many_groups_one_is_chosen_by_its_name(
    listed: Page, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choices, "MANY", 1)
    GroupFactory.create(account=account, name="Puentes")
    row_of(listed, "Almacén").get_by_role("link", name="Almacén", exact=True).click()
    group = listed.locator("#id_permission_group")
    group.fill("Pue")
    expect(listed.locator("#id_permission_group_list option[value=Puentes]")).to_have_count(1)
    listed.keyboard.press("Enter")
    expect(listed.locator("#panel .error-summary")).to_contain_text("These begin so: Puentes.")
    assert_usable(listed)
    group.fill("Puentes")
    listed.keyboard.press("Enter")
    expect(listed.locator(".toast-success")).to_be_visible()
    expect(row_of(listed, "Almacén")).to_contain_text("Puentes")
