"""All the runs on one database, in rounds, and the rows of the table that come of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.benchmarks.counts import counting, statements
from tests.benchmarks.measuring import Bench, Figures, medians
from tests.benchmarks.options import Options
from tests.benchmarks.peers import FLOOR, Peer
from tests.benchmarks.report import say
from tests.benchmarks.servers import Server
from tests.benchmarks.table import Row
from tests.benchmarks.workloads import WORKLOADS

Key = tuple[str, str, int]
"""A workload, a peer, and how many connections."""


@dataclass(frozen=True)
class Rounds:
    chosen: Options
    bench: Bench
    peers: dict[str, Peer]
    servers: dict[str, Server]

    def run(self) -> dict[Key, list[Figures]]:
        """Each run once in each round, so that what else happens on the machine meets all of them alike."""
        found: dict[Key, list[Figures]] = {}
        for workload, connections, name in self.chosen.runs():
            self._prepare(workload, name, connections)
        for turn in range(self.chosen.rounds):
            say(f"{self.bench.database.kind}: round {turn + 1} of {self.chosen.rounds} …")
            for workload, connections, name in self.chosen.runs():
                one, peer, server = WORKLOADS[workload], self.peers[name], self.servers[name]
                found.setdefault((workload, name, connections), []).append(
                    self.bench.measure(one, peer, server, connections)
                )
        return found

    def _prepare(self, workload: str, name: str, connections: int) -> None:
        one, peer, server = WORKLOADS[workload], self.peers[name], self.servers[name]
        self.bench.probe(one, peer, server)
        self.bench.warm_up(one, peer, server, connections)

    def queries(self) -> dict[tuple[str, str], float]:
        """Statements of one request, by workload and peer."""
        found = {}
        for name, peer in self.peers.items():
            with counting(peer) as server:
                for workload in [w for w in self.chosen.workloads if name in WORKLOADS[w].peers]:
                    found[workload, name] = statements(WORKLOADS[workload], peer, server)
        return found


def rows(kind: str, found: dict[Key, list[Figures]], queries: dict[tuple[str, str], float]) -> Iterator[Row]:
    middle = {key: medians(figures) for key, figures in found.items()}
    for (name, peer, connections), figures in middle.items():
        one = WORKLOADS[name]
        under = middle.get((one.against or name, FLOOR, connections))
        ratio = figures.server_cpu / under.server_cpu if under else None
        yield Row(kind, name, one.title, peer, connections, figures, ratio, queries.get((name, peer)))
