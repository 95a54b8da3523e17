"""Every page of the portal, cold, as production serves it: light, from here alone, and still where it was painted."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import CDPSession, Page
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import Account, User
from apps.connections.models import Consumer
from tests.addresses import every_address
from tests.e2e.consumers import LIST
from tests.e2e.test_every_page import clients_of, demo, enter_as, pages, people

__all__ = ["demo", "people"]

MOST_BYTES, MOST_REQUESTS = 60_000, 25
DRAWS_ITSELF = ("/api/docs",)
"""The reference, with a program of somebody else's."""
MOST_SHIFT = 0.05
"""Half of what counts as good (0.1; web.dev, Cumulative Layout Shift): nobody sees it, and slow machines have room."""
REMEMBER_SHIFTS = """
window.layoutShift = 0;
new PerformanceObserver((list) => list.getEntries().forEach((entry) => { window.layoutShift += entry.value; }))
    .observe({ type: "layout-shift", buffered: true });
"""


@cache
def compressed(path: str) -> int | None:
    """How long production's answer for a static file is, which is compressed beforehand; None for other addresses."""
    found = finders.find(path.removeprefix(settings.STATIC_URL)) if path.startswith(settings.STATIC_URL) else None
    return len(gzip.compress(Path(found).read_bytes(), 9)) if found else None


@dataclass
class Load:
    """What the network carries for one page."""

    urls: dict[str, str] = field(default_factory=dict)
    heads: dict[str, int] = field(default_factory=dict)
    wholes: dict[str, int] = field(default_factory=dict)

    def on_request(self, event: dict[str, Any]) -> None:
        self.urls[event["requestId"]] = event["request"]["url"]

    def on_response(self, event: dict[str, Any]) -> None:
        self.heads[event["requestId"]] = int(event["response"]["encodedDataLength"])

    def on_end(self, event: dict[str, Any]) -> None:
        self.wholes[event["requestId"]] = int(event["encodedDataLength"])

    @property
    def by_path(self) -> dict[str, int]:
        return {urlsplit(url).path: self._size(request) for request, url in self.urls.items()}

    def _size(self, request: str) -> int:
        body = compressed(urlsplit(self.urls[request]).path)
        return self.wholes.get(request, 0) if body is None else self.heads.get(request, 0) + body


def load_of(page: Page, network: CDPSession, path: str) -> Load:
    load = Load()
    listeners = {
        "Network.requestWillBeSent": load.on_request,
        "Network.responseReceived": load.on_response,
        "Network.loadingFinished": load.on_end,
    }
    network.send("Network.clearBrowserCache")
    for event, listener in listeners.items():
        network.on(event, listener)
    page.goto(path, wait_until="networkidle")
    for event, listener in listeners.items():
        network.remove_listener(event, listener)
    return load


def complaints(page: Page, network: CDPSession, path: str, origin: str) -> Iterator[str]:
    load = load_of(page, network, path)
    weight = load.by_path
    if path not in DRAWS_ITSELF and sum(weight.values()) > MOST_BYTES:
        heaviest = sorted(weight.items(), key=lambda one: -one[1])[:4]
        yield f"{path} weighs {sum(weight.values())} bytes, most of them {heaviest}"
    if len(load.urls) > MOST_REQUESTS:
        yield f"{path} takes {len(load.urls)} requests"
    yield from (f"{path} asks {url}" for url in load.urls.values() if not url.startswith((f"{origin}/", "data:")))
    shift = page.evaluate("window.layoutShift")
    if shift > MOST_SHIFT:
        yield f"{path} moves by {shift:.3f} while it loads"


def fullest(client: Client, account: Account) -> str:
    """The page of the consumer of which there is most to tell."""
    return max(
        (f"{LIST}{consumer.pk}/" for consumer in Consumer.objects.of(account)),
        key=lambda path: len(client.get(path).content),
    )


def test_every_page_is_light_asks_nobody_else_and_does_not_move(
    page: Page, demo: Account, people: dict[str, User | None], live_server: LiveServer
) -> None:
    page.add_init_script(REMEMBER_SHIFTS)
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    clients = clients_of(people)
    seen = list(pages(every_address(), demo, clients))
    seen.append(("super administrator", fullest(clients["super administrator"], demo)))
    wrong: list[str] = []
    for who, client in clients.items():
        enter_as(page, client)
        for path in dict.fromkeys(path for reader, path in seen if reader == who):
            wrong += complaints(page, network, path, live_server.url)
    assert wrong == []
