"""Several processes with several threads each, which send requests at the same moment: `python -m tests.flows.crowd`.

Each process reads one line of JSON for each round, and answers with one: it knows nothing of Django.
"""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.flows.servers import ROOT

PROCESSES, THREADS = 4, 5
LEAD_SECONDS = 0.3
"""Enough for every process to have read its line and started its threads."""


@dataclass(frozen=True)
class Sent:
    url: str
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    method: str = "POST"


@dataclass(frozen=True)
class Answered:
    status: int
    headers: dict[str, str]
    body: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def form(url: str, parameters: dict[str, str], headers: dict[str, str]) -> Sent:
    return Sent(url, urlencode(parameters), headers | {"Content-Type": "application/x-www-form-urlencoded"})


class Crowd:
    """As many as PROCESSES × THREADS can speak at once."""

    def __init__(self, processes: list[subprocess.Popen[str]]) -> None:
        self.processes = processes

    def all_send(self, sent: Sent) -> list[Answered]:
        """Everybody sends the same."""
        return self.send([sent] * (PROCESSES * THREADS))

    def send(self, every: list[Sent]) -> list[Answered]:
        """Each sends one of `every`; the answers are in some order."""
        at = time.time() + LEAD_SECONDS
        for index, process in enumerate(self.processes):
            assert process.stdin
            share = [asdict(sent) for sent in every[index :: len(self.processes)]]
            process.stdin.write(json.dumps({"at": at, "every": share}) + "\n")
            process.stdin.flush()
        return [Answered(**found) for process in self.processes for found in json.loads(_line(process))]


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline()


@contextmanager
def crowd() -> Iterator[Crowd]:
    command = [sys.executable, "-m", "tests.flows.crowd"]
    processes = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(PROCESSES)
    ]
    try:
        yield Crowd(processes)
    finally:
        for process in processes:
            process.communicate(timeout=30)


# --- Inside one of the processes ------------------------------------------------------------------------------------
def main() -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        for line in sys.stdin:
            round_ = json.loads(line)
            found = list(pool.map(lambda sent: _send(Sent(**sent), round_["at"]), round_["every"]))  # noqa: B023
            sys.stdout.write(json.dumps([asdict(answered) for answered in found]) + "\n")
            sys.stdout.flush()


def _send(sent: Sent, at: float) -> Answered:
    parts = urlsplit(sent.url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=60)
    connection.connect()
    time.sleep(max(0.0, at - time.time()))
    connection.request(sent.method, f"{parts.path}?{parts.query}".rstrip("?"), sent.body.encode(), sent.headers)
    response = connection.getresponse()
    answered = Answered(response.status, dict(response.headers), response.read().decode())
    connection.close()
    return answered


if __name__ == "__main__":
    main()
