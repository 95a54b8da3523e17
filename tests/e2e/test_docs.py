"""The documentation in the browser: whoever is signed in tries a call out there, and reads what the server answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Response, expect

from apps.accounts.models import Account, User
from apps.api.schema.document import document
from tests.api.helpers import new_item
from tests.e2e.looks import AT_REST, enter, findings, too_wide

FOUND = "EQ-77"
SLOW = 120_000
"""Swagger UI draws the whole document at once; whatever is waited for here is an event, and this only its end."""

# Swagger UI makes a button of the line of an operation, with the link to copy its address in it.
DRAWN_SO = ("nested-interactive",)


@pytest.fixture
def docs(page: Page, ana: User, account: Account, settings: Any, live_server: Any) -> Iterator[Page]:
    """The page under the address that the document names, as the world sees it."""
    settings.PUBLIC_URL = live_server.url
    document.cache_clear()
    new_item(account, code=FOUND)
    enter(page, ana)
    page.set_default_timeout(SLOW)
    page.goto("/api/docs/")
    yield page
    document.cache_clear()


def opened(page: Page, tag: str, name: str) -> Locator:
    """The operation, opened in its part of the page."""
    page.locator(f".opblock-tag[data-tag='{tag}']").click()
    found = page.locator(f"[id='operations-{tag}-{name}']")
    found.locator(".opblock-summary-control").click()
    expect(found.get_by_role("button", name="Try it out")).to_be_visible(timeout=SLOW)
    return found


def execute(page: Page, one: Locator, answered: Callable[[Response], bool]) -> Response:
    with page.expect_response(answered, timeout=SLOW) as found:
        one.get_by_role("button", name="Execute").click()
    return found.value


def test_whoever_is_signed_in_executes_a_call_and_reads_the_answer(docs: Page) -> None:
    one = opened(docs, "Items", "items_get")
    one.get_by_role("button", name="Try it out").click()
    answer = execute(docs, one, lambda found: "/api/items?" in found.url)
    assert answer.status == 200
    assert answer.json()["data"][0]["code"] == FOUND
    expect(one.locator(".live-responses-table")).to_contain_text(FOUND, timeout=SLOW)
    expect(one.locator(".live-responses-table")).to_contain_text("ratelimit-remaining")
    docs.evaluate(AT_REST)
    found = [finding for finding in findings(docs) if not finding.startswith(DRAWN_SO)]
    assert [*found, *too_wide(docs)] == []
