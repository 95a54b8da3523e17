"""The guest portal: opened, changed and closed again in the settings, and used on a phone with a script and without."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from apps.accounts.models import Account, User
from apps.accounts.services import change_language
from apps.company.models import GuestPortal
from apps.maintenance.models import WorkRequest
from tests.e2e.looks import assert_usable, enter
from tests.guests import open_portal, path_of
from tests.meters import PNG

PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "pt-BR"}


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "vazamento.png"
    file.write_bytes(PNG)
    return file


def fill_in(page: Page, photo: Path) -> None:
    page.locator("#id_requested_by").fill("Marta Ruiz")
    page.locator("#id_description").fill("Vazamento no banheiro")
    page.locator("#id_files").set_input_files(photo)
    page.get_by_role("button", name="Send the request").or_(page.locator(".button-primary")).click()


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
def test_a_guest_sends_a_request_from_a_phone(
    browser: Browser, browser_context_args: dict[str, Any], account: Account, photo: Path, *, has_script: bool
) -> None:
    portal = open_portal(account, telephone_requested_by="required")
    context = browser.new_context(**browser_context_args | PHONE, java_script_enabled=has_script)
    page = context.new_page()
    page.goto(path_of(portal))
    expect(page.locator("html")).to_have_attribute("lang", "pt-br")
    fill_in(page, photo)
    expect(page.locator("#id_telephone_requested_by_error")).to_be_visible()
    expect(page.locator("#id_description")).to_have_value("Vazamento no banheiro")
    page.locator("#id_telephone_requested_by").fill("+55 11 5555 0133")
    fill_in(page, photo)
    request = WorkRequest.objects.get()
    expect(page.locator(".guest-number")).to_have_text(str(request.pk))
    assert (request.status, request.attachments.get().name) == (13, "vazamento.png")
    page.reload()
    assert WorkRequest.objects.count() == 1
    context.close()


def test_the_portal_is_opened_changed_and_closed_again(page: Page, ana: User, account: Account) -> None:
    change_language(user=ana, language="pt-br")
    enter(page, ana)
    page.goto("/settings/guest-portal/")
    page.locator("form[action$='/open/'] button").click()
    link = page.locator("#guest-link").input_value()
    assert link == GuestPortal.objects.of(account).get().link
    page.locator("#id_files").select_option("hidden")
    page.locator("[data-save]").click()
    expect(page.locator("#id_files")).to_have_value("hidden")
    page.locator("#id_files").select_option("optional")
    page.locator("[data-save]").click()
    page.locator("a[href$='/reset-link/']").click()
    page.locator("#panel .button-danger").click()
    expect(page.locator("#guest-link")).not_to_have_value(link)
    page.locator("a[href$='/close/']").click()
    page.locator("#panel .button-danger").click()
    expect(page.locator("form[action$='/open/']")).to_be_visible()
    assert_usable(page)
    assert (GuestPortal.objects.get().is_open, GuestPortal.objects.get().files) == (False, "optional")
