"""A real Chromium. Every page that a test opens keeps the policy, stays silent on the console, and answers no 5xx."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, expect

# Every lane of `make test` works at once: a page may wait for its processor longer than the usual five seconds.
expect.set_options(timeout=20_000)
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
    console.error(`policy violated: ${event.violatedDirective} by ${event.blockedURI || event.sourceFile}`));
"""
REFUSED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")
# The first has no window to paint, and costs a third of the others; `make test` puts it there where it can.
WITHOUT_WINDOW = Path(__file__).parents[2] / "var/chromium/usr/lib/chromium/chromium-headless-shell"
WHOLE = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = (str(WITHOUT_WINDOW), "chromium-headless-shell", *WHOLE)
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


def program(names: Iterable[str]) -> str:
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("Chromium is missing: apt-get install chromium")
    return found


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": program(CHROMIUM), "args": list(QUIET)}


@pytest.fixture(scope="session")
def whole_browser(launch_browser: Callable[..., Browser]) -> Iterator[Browser]:
    """For who is led to an app's address, where nobody answers: it still says which address that was."""
    browser = launch_browser(executable_path=program(WHOLE))
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def browser_context_args(
    browser_context_args: dict[str, Any], django_db_setup: None, live_server: Any
) -> dict[str, Any]:
    """Paths are enough for page.goto(); the browser asks for English and is as wide as a laptop."""
    # The database first: a server that is started before it takes it for one in memory, and shares one connection
    # among threads, which ends the process.
    size = {"width": 1440, "height": 900}
    return {**browser_context_args, "base_url": live_server.url, "locale": "en-US", "viewport": size}


@pytest.fixture
def faults() -> list[str]:
    """What the pages of this test complained about; a test may look at it, or clear what it provoked."""
    return []


@pytest.fixture
def page(page: Page, faults: list[str]) -> Iterator[Page]:
    def on_console(message: ConsoleMessage) -> None:
        # A refusal (422 on an empty save) is the subject of a test; a missing file of our own never is.
        is_refusal = REFUSED.match(message.text) and settings.STATIC_URL not in message.location["url"]
        if message.type == "error" and not is_refusal:
            faults.append(f"{message.text} ({message.location['url']})")

    def on_response(response: Response) -> None:
        if response.status >= 500:
            faults.append(f"{response.status} {response.url}")

    page.add_init_script(REPORT_VIOLATIONS)
    page.on("console", on_console)
    page.on("response", on_response)
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    assert faults == []
