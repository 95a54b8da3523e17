"""Document Management in a real browser: a document is sent, gets a new version, is attached, and goes again."""

from __future__ import annotations

from playwright.sync_api import FilePayload, Page, expect

from apps.accounts.models import Account, User
from apps.company.models import Document
from apps.maintenance.models import ItemDocument
from tests.e2e.consumers import open_new, row_of, save_of
from tests.e2e.looks import assert_usable, enter
from tests.files import PDF, PNG
from tests.orders import an_item

DOCUMENTS = "/settings/document-management/documents/"


def payload(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "text/html", "buffer": content}


def test_the_section_is_opened_changed_and_put_back(page: Page, ana: User, account: Account) -> None:
    an_item(account, "EQ-1")
    enter(page, ana)
    page.goto(DOCUMENTS)
    panel = open_new(page)
    panel.get_by_label("Code").fill("M-1")
    panel.get_by_label("Name").fill("Manual de la bomba")
    panel.get_by_label("File").set_input_files(payload("manual.pdf", PDF + b"<html>"))
    save_of(panel).click()
    expect(panel.get_by_text("This file is two things at once").first).to_be_visible()
    assert_usable(page)
    panel.get_by_label("File").set_input_files(payload("manual.pdf", PDF))
    save_of(panel).click()
    expect(row_of(page, "M-1")).to_contain_text("In force")
    row_of(page, "M-1").get_by_role("link").click()
    with page.expect_download() as saved:
        panel.get_by_role("link", name="manual.pdf").first.click()
    assert saved.value.path().read_bytes() == PDF
    panel.get_by_label("New version of the file").set_input_files(payload("plano.png", PNG))
    save_of(panel).click()
    row_of(page, "M-1").get_by_role("link").click()
    expect(panel.get_by_text("Version 2 (current)")).to_be_visible()
    panel.get_by_role("link", name="Attach or detach").click()
    panel.get_by_label("Code of the item").fill("EQ-1")
    panel.get_by_role("button", name="Attach").first.click()
    expect(panel.get_by_text("The document is attached.")).to_be_visible()
    assert ItemDocument.objects.exists()
    assert_usable(page)
    panel.get_by_role("button", name="Detach from").click()
    expect(panel.get_by_text("It is attached to no item.")).to_be_visible()
    panel.get_by_role("link", name="Back").click()
    panel.get_by_role("button", name="Delete the document").click()
    page.locator("#confirm").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("is deleted.")).to_be_visible()
    assert not Document.objects.exists()
