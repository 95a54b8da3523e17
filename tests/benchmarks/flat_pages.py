"""The first page of every list, searches and filters, in the portal and in the API: with few rows and with many."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial

import requests

from tests.benchmarks.counts import counting
from tests.benchmarks.databases import Database
from tests.benchmarks.flat_databases import Side
from tests.benchmarks.pages import signed_in
from tests.benchmarks.peers import OF_A_PROXY
from tests.benchmarks.screens import PAGES
from tests.benchmarks.servers import Server

FIRST, OF_PORTAL, OF_API = 2, 6, 40
"""Requests before anything is measured; and in each round, of a page and of a call, which takes a tenth of it."""
API = "/api/"
Ask = Callable[[], requests.Response]
Costs = dict[str, list[tuple[float, float | None]]]
"""By side, of each round: milliseconds of the server and of the database."""


def measured(database: Database, peers: dict[str, Side], rounds: int) -> Iterator[tuple[str, Costs]]:
    """By address; in turns, of two servers with one worker each."""
    with ExitStack() as running:
        servers = {name: running.enter_context(counting(peer)) for name, peer in peers.items()}
        asks = {name: asked(server, peers[name]) for name, server in servers.items()}
        for path in next(iter(asks.values())):
            found: Costs = {name: [] for name in servers}
            for turn in range(rounds + 1):
                for name, server in servers.items():
                    used = cost(asks[name][path], server, database, times_of(path) if turn else FIRST)
                    found[name] += [used] if turn else []
            yield path, found


def times_of(path: str) -> int:
    return OF_API if path.startswith(API) else OF_PORTAL


def asked(server: Server, peer: Side) -> dict[str, Ask]:
    server.wait_until_calm()
    browser, program = signed_in(server, peer.seeds.person), requests.Session()
    program.headers.update(OF_A_PROXY | {"Authorization": f"Bearer {peer.manager}"})
    portal: dict[str, Ask] = {path: partial(browser.get, path) for path in PAGES.values() if not path.startswith(API)}
    return portal | {path: partial(program.get, f"{server.url}{path}", timeout=60) for path in peer.lists}


def cost(ask: Ask, server: Server, database: Database, times: int) -> tuple[float, float | None]:
    begun, database_begun = server.cpu_seconds(), database.cpu_seconds()
    for _ in range(times):
        answer = ask()
        assert answer.status_code == 200, answer.url
    used, of_database = server.cpu_seconds() - begun, database.cpu_seconds()
    own = None if of_database is None or database_begun is None else 1000 * (of_database - database_begun) / times
    return 1000 * used / times, own
