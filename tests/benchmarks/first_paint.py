"""`python -m tests.benchmarks.first_paint`: how soon a page shows something on a slow phone, and what it weighs.

Every page that the frame leads to is opened cold in Chromium, as Lighthouse emulates a slow 4G (150 ms there and back,
1.6 Mbit/s) with a processor four times slower. Printed are the median of the first paint, the bytes, the requests and
the layout shift. It asserts nothing, needs Chromium, and takes about two minutes where nothing else runs.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

SLOW_4G = {
    "offline": False, "latency": 150, "downloadThroughput": 1_638_400 / 8, "uploadThroughput": 750_000 / 8,
}  # fmt: skip
SLOWER, ROUNDS = 4, 3
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
START = "/settings/api-connections/consumers/"
MEASURED = """() => ({
    paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN,
    shift: window.layoutShift,
})"""
REMEMBER = """
window.layoutShift = 0;
new PerformanceObserver((list) => list.getEntries().forEach((entry) => { window.layoutShift += entry.value; }))
    .observe({ type: "layout-shift", buffered: true });
"""


@contextmanager
def demo() -> Iterator[tuple[str, dict[str, str]]]:
    """A server with the demo's data and production's static files; its address and credentials."""
    # Not before: both read the environment, as the settings do.
    from apps.common import keyring
    from tests.operations.servers import manage, running, sqlite_url

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        os.environ |= {
            "DEMO": "true", "SECRET_KEY": "demo-" + secrets.token_urlsafe(50), "FIELD_KEYS": keyring.generate("demo1"),
            "PUBLIC_URL": "http://127.0.0.1", "DJANGO_SETTINGS_MODULE": "tests.benchmarks.as_production",
            "BENCHMARK_STATIC_ROOT": str(place / "static"), "ALLOWED_HOSTS": "127.0.0.1", "LOG_LEVEL": "ERROR",
        }  # fmt: skip
        database, output = sqlite_url(place / "demo.sqlite3"), place / "demo.env"
        for command in (["migrate"], ["collectstatic", "--no-input"], ["demo", "--output", str(output)]):
            made = manage(database, *command)
            assert made.returncode == 0, made.stderr
        found = dict(re.findall(r"^(\w+)=(.*)$", output.read_text(), re.MULTILINE))
        with running(database) as server:
            yield server.url, found


def signed_in(browser: Browser, url: str, credentials: dict[str, str]) -> Page:
    page = browser.new_context(base_url=url, locale="en-US", viewport={"width": 390, "height": 844}).new_page()
    page.add_init_script(REMEMBER)
    page.goto("/sign-in/")
    page.fill("[name=login]", credentials["SUPERADMIN_EMAIL"])
    page.fill("[name=password]", credentials["SUPERADMIN_PASSWORD"])
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/settings/**")
    return page


def paths_of(page: Page) -> list[str]:
    """Where the sidebar, the tabs and the user's menu lead, and one consumer."""
    page.goto(START)
    links = "nav a, .topbar .menu-list a, tbody tr:first-child a[data-row-link]"
    found = page.locator(links).evaluate_all("links => links.map((link) => link.pathname)")
    return list(dict.fromkeys([START, *found]))


class Meter:
    """One page, opened cold again and again."""

    def __init__(self, page: Page) -> None:
        self.page, self.sizes = page, list[int]()
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.session.send("Network.enable")
        self.session.send("Network.emulateNetworkConditions", SLOW_4G)
        self.session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        self.session.on("Network.loadingFinished", lambda event: self.sizes.append(int(event["encodedDataLength"])))

    def open(self, path: str) -> tuple[float, int, int, float]:
        """First paint in milliseconds, bytes, requests, layout shift."""
        self.session.send("Network.clearBrowserCache")
        self.sizes.clear()
        self.page.goto(path, wait_until="networkidle")
        found: Any = self.page.evaluate(MEASURED)
        return found["paint"], sum(self.sizes), len(self.sizes), found["shift"]


def main() -> None:
    chromium = next(path for name in CHROMIUM if (path := shutil.which(name)))
    with demo() as (url, credentials), sync_playwright() as playwright:
        page = signed_in(playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"]), url, credentials)
        paths = paths_of(page)
        meter = Meter(page)
        tell(f"{'first paint':>12} {'bytes':>8} {'requests':>9} {'shift':>6}")
        for path in paths:
            paint, weight, requests, shift = (median(values) for values in zip(*_rounds(meter, path), strict=True))
            tell(f"{paint:>9.0f} ms {weight:>8.0f} {requests:>9.0f} {shift:>6.3f}  {path}")


def tell(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def _rounds(meter: Meter, path: str) -> list[tuple[float, int, int, float]]:
    return [meter.open(path) for _round in range(ROUNDS)]


if __name__ == "__main__":
    main()
