"""What `make bench` stands on: the server of the Dockerfile, requests that are not sent twice, and honest medians."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from threading import Thread

import pytest

from tests.benchmarks import cpu
from tests.benchmarks.load import BundledClient, Chain, Walk, feeding, raw
from tests.benchmarks.measuring import Figures, medians
from tests.benchmarks.servers import command
from tests.benchmarks.table import number

CHAIN = Chain(raw("POST", "/", {"Host": "localhost"}, b"token={}"), ["t0"], "next")


class Counter(BaseHTTPRequestHandler):
    """Answers the token t7 with t8, and keeps what it was sent."""

    protocol_version = "HTTP/1.1"
    seen: list[str] = []

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.seen.append(sent)
        body = json.dumps({"next": f"t{(int(sent.partition('=t')[2]) + 1) % 10}"}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def counter() -> Iterator[str]:
    Counter.seen = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Counter) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_the_server_is_started_as_the_dockerfile_says() -> None:
    words = command("config.wsgi", 8123, workers=1)
    options = dict(pairwise(words))
    assert options["gunicorn"] == "config.wsgi"
    assert (options["--bind"], options["--workers"], options["--worker-class"]) == ("127.0.0.1:8123", "1", "gthread")


def test_a_list_of_requests_is_walked_once_or_without_end() -> None:
    once, _ = feeding(Walk([b"a", b"b"]))
    assert [once(), once()] == [b"a", b"b"]
    with pytest.raises(IndexError):
        once()
    endless, _ = feeding(Walk([b"a", b"b"], is_endless=True))
    assert [endless() for _ in range(3)] == [b"a", b"b", b"a"]


def test_each_answer_of_a_chain_is_what_the_next_request_holds(counter: str) -> None:
    load = BundledClient().drive(counter, CHAIN, 1, 0.05)
    assert (load.errors, load.requests) == (0, len(Counter.seen))
    assert Counter.seen[0] == "token=t0"
    assert [f"token=t{n % 10}" for n in range(len(Counter.seen))] == Counter.seen


def test_the_figure_of_several_rounds_is_their_median_and_no_error_is_lost() -> None:
    rounds = [Figures(100, 1, 2, cost, None, 80, errors, 0) for cost, errors in ((1.0, 0), (9.0, 3), (2.0, 0))]
    assert medians(rounds) == Figures(100, 1, 2, 2.0, None, 80, 3, 0)
    assert [number(value) for value in (None, 0.123, 12.34, 1234.5)] == ["–", "0.12", "12.3", "1234"]


def test_the_time_of_the_processor_and_the_memory_of_a_process_are_read() -> None:
    before, begun = cpu.cpu_seconds(os.getpid()), time.process_time()
    while time.process_time() < begun + 2 / cpu.TICKS_PER_SECOND:
        pass
    assert cpu.cpu_seconds(os.getpid()) > before
    assert cpu.resident_megabytes(os.getpid()) > 1
    assert os.getpid() in cpu.family(os.getppid())
