"""`python -m tests.benchmarks.flat`: whether anything costs more when the tables are full (README.md, "Flat").

Two servers, which differ in how much is in their databases: what a first day leaves, and ten million rows (a million on
SQLite). They are asked in turns; what is shown is what a request costs server and database together, and the ratio.
Filling takes most of the time, and is done once for each state of the models: it stays in var/flat.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from statistics import median

from tests.benchmarks import flat_pages
from tests.benchmarks.databases import POSTGRESQL, SQLITE
from tests.benchmarks.flat_databases import FEW, MANY, ROWS, Side, kept, sides
from tests.benchmarks.load import Plan, Walk, client
from tests.benchmarks.measuring import Bench
from tests.benchmarks.peers import Peer
from tests.benchmarks.report import say
from tests.benchmarks.servers import Server, serving
from tests.benchmarks.table import number
from tests.benchmarks.workloads import WORKLOADS, Workload
from tests.benchmarks.workloads.base import form
from tests.benchmarks.workloads.tokens import SPARE

CONNECTIONS, REVOKED_PER_SECOND = 8, 1_000
NAME, OF_A_SIDE = 82, 20
PROBE_AND_WARM_UP = 2
"""Runs for which there are tokens besides those of the rounds."""


@dataclass(frozen=True)
class Cost:
    """Milliseconds of the processor for one request: of the server, and of the database where it has its own."""

    server: float
    database: float | None

    @property
    def both(self) -> float:
        return self.server + (self.database or 0)


Found = dict[str, dict[str, list[Cost]]]
"""By what was asked and of whom, the cost in each round."""


def revocation(peer: Peer, connections: int, seconds: float) -> Plan:
    """Each token once, by the consumer that it was issued to."""
    assert isinstance(peer, Side)
    pairs = list(islice(peer.to_revoke, round(seconds * REVOKED_PER_SECOND)))
    return Walk([form("/oauth/revoke_token", pair, {"token": token}) for pair, token in pairs])


ASKED = (WORKLOADS["W1"], WORKLOADS["W2"], WORKLOADS["W4"], Workload("revoke", "a token", (FEW, MANY), revocation))


def workloads(bench: Bench, servers: dict[str, Server], peers: dict[str, Side], rounds: int) -> Found:
    found: Found = {f"{one.name} {one.title}": {name: [] for name in servers} for one in ASKED}
    for one in ASKED:
        for name, server in servers.items():
            bench.warm_up(one, peers[name], server, CONNECTIONS)
    for _ in range(rounds):
        for one in ASKED:
            for name, server in servers.items():
                figures = bench.measure(one, peers[name], server, CONNECTIONS)
                assert not figures.errors, f"{one.name}: {server.last_words()}"
                found[f"{one.name} {one.title}"][name].append(Cost(figures.server_cpu, figures.database_cpu))
    return found


def measured(kind: str, rounds: int, seconds: float) -> None:
    """Shows what it finds, on one database."""
    with kept(kind) as (database, place):
        runs = (rounds + PROBE_AND_WARM_UP) * (CONNECTIONS + SPARE)
        begun, more = time.monotonic(), round((rounds * seconds + PROBE_AND_WARM_UP) * REVOKED_PER_SECOND)
        peers = sides(database, place, chains=runs, revoked=more)
        say(f"{kind}: filled, or found filled, in {time.monotonic() - begun:.0f} s")
        with ExitStack() as asked_all_day:
            servers = {
                name: asked_all_day.enter_context(serving(one.application, one.environment))
                for name, one in peers.items()
            }
            for server in servers.values():
                server.wait_until_calm()
            show(kind, workloads(Bench(client(), database, seconds), servers, peers, rounds))
        for path, costs in flat_pages.measured(database, peers, rounds):
            show_one(path, {side: [Cost(*pair) for pair in of] for side, of in costs.items()})


def show(kind: str, found: Found) -> None:
    few, many = (f"{ROWS[kind][name]:,} rows" for name in (FEW, MANY))
    say(f"\n{kind:{NAME}}{few:>{OF_A_SIDE}}{many:>{OF_A_SIDE}}{'ratio':>8}")
    for name, costs in found.items():
        show_one(name, costs)


def show_one(name: str, costs: dict[str, list[Cost]]) -> None:
    few, many = (median(cost.both for cost in costs[side]) for side in (FEW, MANY))
    parts = [_shown(costs[side]) for side in (FEW, MANY)]
    say(f"{name:{NAME}}{parts[0]:>{OF_A_SIDE}}{parts[1]:>{OF_A_SIDE}}{many / few:>8.2f}")


def _shown(costs: list[Cost]) -> str:
    database = [cost.database for cost in costs if cost.database is not None]
    own = f" + {number(median(database))}" if database else ""
    return f"{number(median(cost.server for cost in costs))}{own} ms"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.flat", description=__doc__)
    parser.add_argument("--database", choices=[POSTGRESQL, SQLITE], nargs="*", default=[POSTGRESQL, SQLITE])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2)
    given, begun = parser.parse_args(), time.monotonic()
    say(f"load {os.getloadavg()[0]:.1f}; server + database, milliseconds of the processor for one request")
    for kind in given.database:
        measured(kind, given.rounds, given.seconds)
    say(f"\n{time.monotonic() - begun:.0f} s in all; load {os.getloadavg()[0]:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
