"""One run of a workload against one server, and the median of several."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, fields
from statistics import median

from tests.benchmarks.databases import Database
from tests.benchmarks.load import BundledClient, Client, Load, feeding, sent_once
from tests.benchmarks.peers import Peer
from tests.benchmarks.servers import Server
from tests.benchmarks.workloads import Workload

WARM_UP = 1.0
SETTLE_SECONDS = 0.1
"""What a server does when its answer has left is part of the cost."""


@dataclass(frozen=True)
class Figures:
    """Of one run, or the medians of several. Times are in milliseconds, memory in megabytes.

    `server_cpu` and `database_cpu` are user and system time of all their processes, for one request.
    """

    per_second: float
    p50: float
    p99: float
    server_cpu: float
    database_cpu: float | None
    memory: float
    errors: float
    broken: float


@dataclass(frozen=True)
class Bench:
    """What measures: a client, the database behind every server, and how long a run is."""

    client: Client
    database: Database
    seconds: float

    def probe(self, workload: Workload, peer: Peer, server: Server) -> None:
        """One request, whose answer must be a success: what follows measures no refusals."""
        next_request, _ = feeding(workload.plan(peer, 1, WARM_UP))
        found = sent_once(server.port, next_request())
        assert found.status == 200, f"{workload.name}, {peer.name}: {found.body[:300]!r}\n{server.last_words()}"

    def warm_up(self, workload: Workload, peer: Peer, server: Server, connections: int) -> None:
        self._drive(workload, peer, server, connections, WARM_UP)

    def _drive(self, workload: Workload, peer: Peer, server: Server, connections: int, seconds: float) -> Load:
        # Where only a few requests are answered, those on their way at the end must be waited for.
        client = BundledClient() if peer.is_slow else self.client
        return client.drive(server.url, workload.plan(peer, connections, seconds), connections, seconds)

    def measure(self, workload: Workload, peer: Peer, server: Server, connections: int) -> Figures:
        before, database_before = server.cpu_seconds(), self.database.cpu_seconds()
        load = self._drive(workload, peer, server, connections, self.seconds)
        time.sleep(SETTLE_SECONDS)
        requests = max(1, load.requests)
        used, used_by_database = server.cpu_seconds() - before, self.database.cpu_seconds()
        return Figures(
            per_second=load.requests / load.seconds, p50=load.p50, p99=load.p99, errors=load.errors, broken=load.broken,
            server_cpu=1000 * used / requests,
            database_cpu=_each(database_before, used_by_database, requests), memory=server.megabytes_per_worker(),
        )  # fmt: skip


def _each(before: float | None, after: float | None, requests: int) -> float | None:
    return None if before is None or after is None else 1000 * (after - before) / requests


def medians(rounds: Sequence[Figures]) -> Figures:
    """Of each figure by itself; but of what went wrong the sum."""
    found = {one.name: [getattr(figures, one.name) for figures in rounds] for one in fields(Figures)}
    middle = {name: None if None in values else median(values) for name, values in found.items()}
    return Figures(**middle | {name: sum(found[name]) for name in ("errors", "broken")})  # type: ignore[arg-type]
