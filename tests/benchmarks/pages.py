"""What a page costs: every one of the portal, and the two that an app's user sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from statistics import median
from urllib.parse import urlencode

import requests

from tests.benchmarks.browser import Browser
from tests.benchmarks.counts import counting
from tests.benchmarks.databases import Database
from tests.benchmarks.peers import Peer
from tests.benchmarks.seeding import CHALLENGE
from tests.benchmarks.servers import COUNTED_HEADER as HEADER
from tests.benchmarks.servers import Server

FIRST, TIMES, ROUNDS = 2, 8, 3
AUTHORIZE, CONSENT = "W6 authorize page", "W6 authorize page and consent"


@dataclass(frozen=True)
class PageFigures:
    """Milliseconds of the processor and statements for one request; the medians of a few rounds."""

    path: str
    server_cpu: float
    database_cpu: float | None
    queries: float


@dataclass(frozen=True)
class PageBench:
    """One server with one worker, which counts."""

    server: Server
    database: Database

    def measure(self, path: str, ask: Callable[[], requests.Response]) -> PageFigures:
        first = [ask() for _ in range(FIRST)][-1]
        before, rounds = int(first.headers[HEADER]), [self._round(ask) for _ in range(ROUNDS)]
        last: int = rounds[-1][2]
        database = [found for _, found, _ in rounds if found is not None]
        queries = (last - before) / (ROUNDS * TIMES)
        return PageFigures(path, median(one for one, _, _ in rounds), median(database) if database else None, queries)

    def _round(self, ask: Callable[[], requests.Response]) -> tuple[float, float | None, int]:
        """Milliseconds of the server and of the database for one request, and how many statements were sent so far."""
        begun, database_begun = self.server.cpu_seconds(), self.database.cpu_seconds()
        answers = [ask() for _ in range(TIMES)]
        server, database = self.server.cpu_seconds() - begun, self.database.cpu_seconds()
        used = None if database is None or database_begun is None else 1000 * (database - database_begun) / TIMES
        return 1000 * server / TIMES, used, int(answers[-1].headers[HEADER])


def measured(peer: Peer, database: Database) -> Iterator[PageFigures]:
    """Every page that a Super Administrator of the demo's account or an operator may open; and a user's consent."""
    with counting(peer) as server:
        server.wait_until_calm()
        bench = PageBench(server, database)
        yield from consent(bench, peer)
        readers = [signed_in(server, person) for person in (peer.seeds.person, peer.seeds.operator)]
        for path in peer.seeds.paths:
            reader = next((one for one in readers if is_page(one.get(path))), None)
            if reader:
                yield bench.measure(path, partial(reader.get, path))


def signed_in(server: Server, person: tuple[str, str]) -> Browser:
    browser = Browser(server)
    browser.sign_in(*person)
    return browser


def is_page(answer: requests.Response) -> bool:
    return answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")


def consent(bench: PageBench, peer: Peer) -> Iterator[PageFigures]:
    """The page on which a user is asked; and the same with their answer, which the app gets a code for."""
    user = signed_in(bench.server, peer.seeds.user)
    key, _, callback = peer.seeds.consent_app
    asked = {
        "response_type": "code", "client_id": key, "redirect_uri": callback, "state": "x", "prompt": "consent",
        "code_challenge": CHALLENGE, "code_challenge_method": "S256",
    }  # fmt: skip
    address = f"/oauth/authorize?{urlencode(asked)}"

    def allowed() -> requests.Response:
        answer = user.send(user.get(address), "request", {"decision": "allow"})
        assert "code=" in answer.headers["Location"], answer.headers["Location"]
        return answer

    yield bench.measure(AUTHORIZE, lambda: user.get(address))
    yield bench.measure(CONSENT, allowed)
