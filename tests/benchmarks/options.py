"""What is measured, and how long."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tests.benchmarks.databases import POSTGRESQL, SQLITE
from tests.benchmarks.peers import PEERS, SHIPPED
from tests.benchmarks.workloads import WORKLOADS
from tests.benchmarks.workloads.codes import CODES_PER_SECOND
from tests.benchmarks.workloads.tokens import SPARE
from tests.flows.servers import ROOT

DATABASES = (POSTGRESQL, SQLITE)
CONNECTIONS = (1, 8, 32)
USUAL = 8
"""How many connections there are, unless told otherwise, on SQLite, and for whom more would only take longer."""
PROBE_AND_WARM_UP = 2
"""Seconds for which there are codes besides those of the rounds; and runs for which there are refresh tokens."""
ONCE_MORE = 2
"""The same, for counting statements."""


@dataclass(frozen=True)
class Options:
    workloads: list[str]
    databases: list[str]
    peers: list[str]
    connections: list[int] | None
    rounds: int
    seconds: float
    output: Path
    has_pages: bool

    def on(self, kind: str) -> Options:
        """The same with the connections that there are on this database."""
        usual = [USUAL] if kind == SQLITE else list(CONNECTIONS)
        return replace(self, connections=self.connections or usual)

    def runs(self) -> Iterator[tuple[str, int, str]]:
        """Workload, connections and peer of every run of a round."""
        for workload in self.workloads:
            for connections in self.connections or ():
                for name in self.peers:
                    if name in WORKLOADS[workload].peers and (name != SHIPPED or connections == USUAL):
                        yield workload, connections, name

    def chains(self) -> int:
        """How many refresh tokens are used up, by us and the floor together."""
        of_a_round = sum(connections + SPARE for connections in self.connections or ())
        return 2 * ((self.rounds + PROBE_AND_WARM_UP) * of_a_round + ONCE_MORE * SPARE)

    def codes(self) -> int:
        if "W6" not in self.workloads:
            return 0
        seconds = self.rounds * self.seconds + PROBE_AND_WARM_UP
        return round((len(self.connections or ()) * seconds + ONCE_MORE) * CODES_PER_SECOND)


def read() -> Options:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.run", description="What a request costs.")
    parser.add_argument("--only", type=_some(WORKLOADS), default=list(WORKLOADS), metavar="W1,W2", dest="workloads")
    parser.add_argument("--database", type=_some(DATABASES), default=list(DATABASES), metavar="postgresql,sqlite")
    parser.add_argument("--peers", type=_some(PEERS), default=list(PEERS), metavar=f'"{",".join(PEERS)}"')
    parser.add_argument("--connections", type=_numbers, metavar="1,8,32", help="on SQLite 8 unless given")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3, help="of each run, after a second of warm-up")
    parser.add_argument("--no-pages", action="store_false", dest="has_pages", help="nor how long a start takes")
    parser.add_argument("--json", type=Path, default=ROOT / "var" / "bench.json")
    given = parser.parse_args()
    return Options(
        given.workloads, given.database, given.peers, given.connections, given.rounds, given.seconds, given.json,
        given.has_pages,
    )  # fmt: skip


def _some(known: Container[str]) -> Callable[[str], list[str]]:
    def parsed(text: str) -> list[str]:
        words = text.split(",")
        if unknown := [word for word in words if word not in known]:
            raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: unknown")
        return words

    return parsed


def _numbers(text: str) -> list[int]:
    return [int(word) for word in text.split(",")]
