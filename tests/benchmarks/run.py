"""`make bench`, or `python -m tests.benchmarks.run --help`: what a request costs here, and beside others.

See README.md in this folder for what each figure means.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tests.benchmarks import cold, options, pages, report
from tests.benchmarks.databases import database
from tests.benchmarks.load import client
from tests.benchmarks.measuring import Bench
from tests.benchmarks.options import Options
from tests.benchmarks.peers import OURS, SHIPPED, made
from tests.benchmarks.report import Report
from tests.benchmarks.rounds import Rounds, rows
from tests.benchmarks.seeding import Amounts
from tests.benchmarks.servers import serving


def measured(chosen: Options, kind: str) -> Report:
    """Everything that was chosen, on one database."""
    with ExitStack() as stack:
        report.say(f"{kind}: the databases are filled …")
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="conexiones-")))
        behind = stack.enter_context(database(kind))
        peers = made(chosen.peers, behind, place, Amounts(chosen.chains(), chosen.codes()))
        with ExitStack() as running:
            servers = {
                name: running.enter_context(serving(peer.application, peer.environment)) for name, peer in peers.items()
            }
            for server in servers.values():
                server.wait_until_calm()
            every = Rounds(chosen, Bench(client(), behind, chosen.seconds), peers, servers)
            found, logs = every.run(), {name: server.last_words() for name, server in servers.items()}
        table = list(rows(kind, found, every.queries()))
        if not chosen.has_pages:
            return Report(kind, table, logs=logs)
        report.say(f"{kind}: starts and pages …")
        starts = {name: cold.seconds_to_first_token(p, chosen.rounds) for name, p in peers.items() if name != SHIPPED}
        portal = list(pages.measured(peers[OURS], behind)) if OURS in peers else []
        return Report(kind, table, portal, starts, logs)


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started stops with us, too
    chosen, begun, load = options.read(), time.monotonic(), os.getloadavg()[0]
    found = []
    for kind in chosen.databases:
        found.append(measured(chosen.on(kind), kind))
        report.show(found[-1])
    circumstances = {
        "seconds": round(time.monotonic() - begun), "load_before": load, "load_after": os.getloadavg()[0],
        "processors": os.cpu_count(), "client": type(client()).__name__.lower(),
        "rounds": chosen.rounds, "seconds_each": chosen.seconds,
    }  # fmt: skip
    report.write(chosen.output, found, circumstances)
    report.say("\n" + ", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in circumstances.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
