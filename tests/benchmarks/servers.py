"""gunicorn as the Dockerfile starts it, for whichever application."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import cpu
from tests.flows.servers import ROOT, free_port, wait_for

WAIT_SECONDS = 60
LOOKS, LOOK_SECONDS = 10, 0.05
"""A server has started when it was found idle so many times in a row."""
COUNTED_HEADER = "X-Statements"
"""How many statements a server of tests.benchmarks.counted has sent so far."""
OF_SHELL = ("PATH", "HOME", "TMPDIR", "LANG")
BIND, WORKERS, THREADS = "--bind", "--workers", "--threads"


@dataclass(frozen=True)
class Server:
    """A running server; `started` is the moment, of time.monotonic(), at which its start began."""

    port: int
    process: subprocess.Popen[bytes]
    started: float
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def workers(self) -> list[int]:
        return [pid for pid in cpu.family(self.process.pid) if pid != self.process.pid]

    def cpu_seconds(self) -> float:
        return cpu.cpu_seconds(self.process.pid)

    def wait_until_calm(self) -> None:
        """Until every worker has started, which each does for itself."""
        idle = 0
        while idle < LOOKS:
            time.sleep(LOOK_SECONDS)
            idle = idle + 1 if cpu.is_idle(self.process.pid) else 0

    def last_words(self) -> str:
        """The end of its log, for whoever wonders."""
        return self.log.read_text()[-2_000:]

    def megabytes_per_worker(self) -> float:
        """Of the largest."""
        return max(cpu.resident_megabytes(pid) for pid in self.workers)


def command_of_dockerfile() -> list[str]:
    """The words of its CMD, the program first."""
    found = re.search(r"^CMD (\[.*?\])$", (ROOT / "Dockerfile").read_text(), re.MULTILINE | re.DOTALL)
    assert found, "the Dockerfile has no CMD in the form of a list"
    words: list[str] = json.loads(found[1].replace("\\\n", ""))
    return words


def command(application: str, port: int, *, workers: int = 0, threads: int = 0) -> list[str]:
    """What starts `application`, with other numbers of workers and threads where these are given."""
    words = command_of_dockerfile()
    words[:2] = [sys.executable, "-m", words[0], application]
    _set(words, BIND, f"127.0.0.1:{port}")
    if workers:
        _set(words, WORKERS, str(workers))
    if threads:
        _set(words, THREADS, str(threads))
    return [*words, "--log-level", "warning"]


def _set(words: list[str], option: str, value: str) -> None:
    words[words.index(option) + 1] = value


def clean_environment(given: dict[str, str]) -> dict[str, str]:
    """`given` and what a fresh shell has: nothing that happens to be set here reaches a server."""
    return {name: os.environ[name] for name in OF_SHELL if name in os.environ} | given


@contextmanager
def serving(application: str, environment: dict[str, str], *, workers: int = 0, threads: int = 0) -> Iterator[Server]:
    """A server, which ends with the block. It listens already; its workers may still be starting."""
    port, started = free_port(), time.monotonic()
    words = command(application, port, workers=workers, threads=threads)
    with tempfile.NamedTemporaryFile(prefix="conexiones-", suffix=".log") as log:
        process = subprocess.Popen(words, cwd=ROOT, env=clean_environment(environment), stdout=log, stderr=log)
        try:
            wait_for(port, process)
            yield Server(port, process, started, Path(log.name))
        finally:
            process.terminate()
            process.wait(timeout=WAIT_SECONDS)
