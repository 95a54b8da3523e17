"""A Redis server of a test's own, on a port of its own, which keeps nothing."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from tests.flows.servers import ROOT, free_port, wait_for

PLACE = ROOT / "var" / "redis"
PROGRAM = PLACE / "usr" / "bin" / "redis-server"


@contextmanager
def redis_server(port: int | None = None) -> Iterator[str]:
    """The CACHE_URL of a running server, which ends with the block."""
    chosen = port or free_port()
    subprocess.run(["make", "--no-print-directory", str(PROGRAM.relative_to(ROOT))], cwd=ROOT, check=True)
    command = [str(PROGRAM), "--port", str(chosen), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    # It was unpacked and not installed: what it is linked to lies beside it.
    libraries = ":".join(str(path) for path in PLACE.glob("usr/lib/*-linux-*"))
    environment = os.environ | {"LD_LIBRARY_PATH": libraries}
    process = subprocess.Popen(command, env=environment, cwd=PLACE, stdout=subprocess.DEVNULL)
    try:
        wait_for(chosen, process)
        yield f"redis://127.0.0.1:{chosen}/0"
    finally:
        process.terminate()
        process.wait(timeout=10)
