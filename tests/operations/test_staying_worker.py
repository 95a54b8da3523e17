"""A thread of the server stays with a connection that asks on, and leaves it for whoever waits."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any

import pytest
import requests
from gunicorn.config import Config
from gunicorn.workers.gthread import TConn

from config.staying_worker import StayingWorker
from tests.operations.servers import Installation, eventually, running

REQUEST = b"GET / HTTP/1.1\r\nHost: conexiones.example\r\n\r\n"
LAST = b"GET / HTTP/1.1\r\nHost: conexiones.example\r\nConnection: close\r\n\r\n"

pytestmark = pytest.mark.any_database


def hello(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Length", "5")])
    return [b"hello"]


class Log(logging.Logger):
    def access(self, *args: Any) -> None:
        """gunicorn's own logger has one."""


@pytest.fixture
def worker() -> Iterator[StayingWorker]:
    """One that has not begun to listen: the test hands it connections."""
    settings = Config()
    settings.set("threads", 1)
    made = StayingWorker(1, os.getppid(), [], None, 30, settings, Log("worker"))
    made.wsgi, made.tpool = hello, made.get_thread_pool()
    yield made
    made.tpool.shutdown()


@contextmanager
def connected(worker: StayingWorker) -> Iterator[tuple[socket.socket, TConn]]:
    client, server = socket.socketpair()
    with client, server:
        client.settimeout(10)
        yield client, TConn(worker.cfg, server, ("127.0.0.1", 1), ("127.0.0.1", 2))


def answers(client: socket.socket, number: int) -> int:
    """How many have come, of `number` that must."""
    received = b""
    while received.count(b"hello") < number:
        received += client.recv(65536)
    client.setblocking(False)
    with suppress(BlockingIOError):
        received += client.recv(65536)
    return received.count(b"hello")


def test_a_thread_answers_all_that_a_connection_asks_at_once(worker: StayingWorker) -> None:
    with connected(worker) as (client, conn):
        client.sendall(REQUEST + REQUEST + LAST)
        assert worker.handle(conn) is False
        assert answers(client, 3) == 3


def test_a_thread_waits_a_moment_for_the_next_request(worker: StayingWorker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.staying_worker.PATIENCE_MILLISECONDS", 10_000)
    with connected(worker) as (client, conn):
        client.sendall(REQUEST)
        handled = worker.tpool.submit(worker.handle, conn)
        for request in (REQUEST, LAST):
            assert answers(client, 1) == 1
            client.settimeout(10)
            client.sendall(request)
        assert handled.result(timeout=10) is False


def test_a_quiet_connection_goes_back_to_be_kept(worker: StayingWorker) -> None:
    with connected(worker) as (client, conn):
        client.sendall(REQUEST)
        assert worker.handle(conn) is True
        assert answers(client, 1) == 1


def test_a_closed_connection_ends(worker: StayingWorker) -> None:
    with connected(worker) as (client, conn):
        client.sendall(REQUEST)
        client.shutdown(socket.SHUT_WR)
        assert worker.handle(conn) is False


def test_a_thread_leaves_a_busy_connection_when_another_one_waits(worker: StayingWorker) -> None:
    is_over = threading.Event()
    worker.tpool.submit(is_over.wait)
    worker.tpool.submit(int)
    with connected(worker) as (client, conn):
        client.sendall(REQUEST + REQUEST)
        assert worker.handle(conn) is True
        assert answers(client, 1) == 1
        is_over.set()
        worker.tpool.submit(int).result(timeout=10)
        assert worker.handle(conn) is True
        client.setblocking(True)
        assert answers(client, 1) == 1


def test_a_thread_leaves_a_busy_connection_when_the_worker_ends(worker: StayingWorker) -> None:
    with connected(worker) as (client, conn):
        client.sendall(REQUEST + REQUEST)
        worker.alive = False
        assert worker.handle(conn) is False
        assert answers(client, 1) == 1


@pytest.mark.own_server
def test_R131_a_rolling_reload_breaks_no_connection_that_is_kept_busy(on_sqlite: Installation) -> None:
    """A connection of the old worker ends with an answer that says so."""
    answered: list[int] = []
    is_over = threading.Event()

    def ask() -> None:
        with requests.Session() as kept:
            while not is_over.is_set():
                answered.append(kept.get(f"{server.url}/healthz", timeout=20).status_code)

    def have_answered(more: int) -> None:
        goal = len(answered) + more
        eventually(lambda: len(answered) >= goal)

    with running(on_sqlite.database, "--workers", "2") as server, ThreadPoolExecutor(4) as pool:
        askers = [pool.submit(ask) for _ in range(4)]
        have_answered(100)
        before = set(server.workers)
        server.process.send_signal(signal.SIGHUP)
        eventually(lambda: len(server.workers) == 2 and not before & set(server.workers))
        have_answered(100)
        is_over.set()
        for asker in askers:
            asker.result()
    assert set(answered) == {200}
