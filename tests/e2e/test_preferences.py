"""User Accounts with its matrix, language and theme, in a real browser."""

import pytest
from playwright.sync_api import Locator, Page, expect

from apps.accounts.models import PermissionGroup, User
from tests.e2e.consumers import open_new, row_of, save_of
from tests.e2e.looks import enter

GROUPS = "/settings/user-accounts/permission-groups/"


@pytest.fixture
def panel(page: Page, ana: User) -> Locator:
    enter(page, ana)
    page.goto(GROUPS)
    return open_new(page)


def boxes(panel: Locator, *, module: str = "", action: str = "") -> Locator:
    return panel.locator(f"[name=permissions][value^='{module}:']" if module else f"[data-col={action}]")


def ticked(panel: Locator) -> list[str]:
    found: list[str] = panel.locator("[name=permissions]:checked").evaluate_all("boxes => boxes.map(box => box.value)")
    return sorted(found)


def test_a_group_is_made_in_the_matrix(page: Page, panel: Locator) -> None:
    panel.locator("#id_name").fill("Analistas")
    panel.get_by_label("All of Items").check()
    assert ticked(panel) == [f"items:{action}" for action in ("add", "delete", "edit", "reports", "view")]
    panel.get_by_label("View everywhere").check()
    assert len(ticked(panel)) == 4 + boxes(panel, action="view").count()
    panel.get_by_label("View everywhere").uncheck()
    panel.get_by_label("Items: View", exact=True).check()
    save_of(panel).click()
    expect(row_of(page, "Analistas")).to_be_visible()
    saved = PermissionGroup.objects.get(name="Analistas").permissions
    assert saved == [f"items:{action}" for action in ("add", "delete", "edit", "reports", "view")]


def test_a_read_only_group_can_only_look(page: Page, panel: Locator) -> None:
    panel.locator("#id_name").fill("Auditores")
    panel.get_by_label("All of Items").check()
    panel.locator("#id_is_read_only").check()
    for action in ("add", "edit", "delete"):
        expect(boxes(panel, action=action).first).to_be_disabled()
    assert ticked(panel) == ["items:reports", "items:view"]
    expect(panel.get_by_label("All of Items")).to_be_checked()
    save_of(panel).click()
    expect(row_of(page, "Auditores")).to_contain_text("Read-only")
    assert PermissionGroup.objects.get(name="Auditores").permissions == ["items:reports", "items:view"]


def test_the_language_changes_and_stays(page: Page, ana: User) -> None:
    enter(page, ana)
    page.goto(GROUPS)
    page.get_by_label("Language", exact=True).select_option("pt-br")
    expect(page.locator("html")).to_have_attribute("lang", "pt-br")
    expect(page.locator(".sidebar")).to_contain_text("Contas de usuário")
    page.goto("/settings/api-connections/consumers/")
    expect(page.locator("html")).to_have_attribute("lang", "pt-br")


def test_the_theme_changes_and_stays(page: Page, ana: User) -> None:
    enter(page, ana)
    page.goto(GROUPS)
    page.locator("summary[aria-label=Theme]").click()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
