"""`python -m tests.benchmarks.profile W2`: one workload against one server, for as long as a profiler looks at it.

    python3 -m venv /tmp/py-spy && /tmp/py-spy/bin/pip install py-spy
    python -m tests.benchmarks.profile W2 --py-spy /tmp/py-spy/bin/py-spy --output /tmp/w2.svg
    python -m tests.benchmarks.profile W2 --seconds 600       # prints the workers' numbers, for whatever you attach

The server has one worker then, so that the profiler sees every request.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.databases import POSTGRESQL, database
from tests.benchmarks.load import client
from tests.benchmarks.measuring import Bench
from tests.benchmarks.peers import OURS, made
from tests.benchmarks.seeding import Amounts
from tests.benchmarks.servers import Server, serving
from tests.benchmarks.workloads import WORKLOADS
from tests.benchmarks.workloads.codes import CODES_PER_SECOND

FORMATS = {".svg": "flamegraph", ".json": "speedscope", ".txt": "raw"}


def read() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.profile")
    parser.add_argument("workload", choices=list(WORKLOADS))
    parser.add_argument("--peer", default=OURS)
    parser.add_argument("--database", default=POSTGRESQL)
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--py-spy", type=Path)
    parser.add_argument("--output", type=Path, default=Path(tempfile.gettempdir()) / "profile.svg")
    return parser.parse_args()


def watched(chosen: argparse.Namespace, server: Server) -> subprocess.Popen[bytes] | None:
    """py-spy, which looks at the worker from outside; its own numbers are of time, idle threads left out."""
    worker = server.workers[0]
    sys.stdout.write(f"{server.url}, worker {worker}\n")
    sys.stdout.flush()
    if not chosen.py_spy:
        return None
    kind = FORMATS[chosen.output.suffix]
    words = ["--pid", str(worker), "--duration", str(max(1, int(chosen.seconds) - 1)), "--rate", "400", "--gil"]
    return subprocess.Popen([chosen.py_spy, "record", *words, "--format", kind, "--output", str(chosen.output)])


def main() -> int:
    chosen = read()
    one, amounts = WORKLOADS[chosen.workload], Amounts(500, round(CODES_PER_SECOND * (chosen.seconds + 3)))
    with tempfile.TemporaryDirectory(prefix="conexiones-") as folder, database(chosen.database) as behind:
        peer = made([chosen.peer], behind, Path(folder), amounts)[chosen.peer]
        with serving(peer.application, peer.environment, workers=1) as server:
            server.wait_until_calm()
            bench = Bench(client(), behind, chosen.seconds)
            bench.probe(one, peer, server)
            bench.warm_up(one, peer, server, chosen.connections)
            spy = watched(chosen, server)
            sys.stdout.write(f"{bench.measure(one, peer, server, chosen.connections)}\n")
            return spy.wait() if spy else 0


if __name__ == "__main__":
    sys.exit(main())
