"""Killed, stopped, restarted: whatever was answered is there, once, with its record."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests

from apps.accounts.models import Account
from apps.audit import chain
from apps.audit.models import Transaction
from apps.maintenance.models import Item
from tests.api.helpers import token_for
from tests.operations.servers import Installation, Server, eventually, manage, running, start_again

WRITERS = 4


@dataclass
class Load:
    """Programs that make items as fast as they can; `acknowledged` are the codes that were answered with 201."""

    server: Server
    token: str
    acknowledged: list[str] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)

    def write(self, writer: int) -> None:
        number = 0
        while not self.is_over.is_set():
            code, number = f"W{writer}-{number}", number + 1
            body = {"code": code, "id_type_item": 2, "field_1": "Bomba"}
            try:
                if self.server.call("POST", "/api/items", self.token, json=body).status_code == 201:
                    self.acknowledged.append(code)
            except requests.RequestException:
                time.sleep(0.02)

    def reached(self, number: int) -> None:
        eventually(lambda: len(self.acknowledged) >= number)


@contextmanager
def under_load(server: Server, token: str) -> Iterator[Load]:
    load = Load(server, token)
    writers = [threading.Thread(target=load.write, args=[writer]) for writer in range(WRITERS)]
    for writer in writers:
        writer.start()
    try:
        yield load
    finally:
        load.is_over.set()
        for writer in writers:
            writer.join()


def everything_is_there_once(load: Load, account: Account) -> None:
    """Every acknowledged item; and no item without its record, nor a record without its item."""
    codes = list(Item.objects.of(account).values_list("code", flat=True))
    recorded = list(Transaction.objects.of(account).filter(action="item_created").values_list("target_id", flat=True))
    assert len(set(load.acknowledged)) == len(load.acknowledged)
    assert set(load.acknowledged) <= set(codes)
    assert sorted(recorded) == sorted(str(pk) for pk in Item.objects.of(account).values_list("pk", flat=True))
    assert len(codes) == len(set(codes))
    assert chain.verify(account.pk) is None


@pytest.mark.django_db(transaction=True)
def test_R127_what_was_acknowledged_before_a_worker_was_killed_is_there_once_with_its_record(account: Account) -> None:
    token = token_for(account)
    with running(None, "--workers", "2") as server, under_load(server, token) as load:
        load.reached(20)
        for kill in range(3):
            os.kill(server.workers[0], signal.SIGKILL)
            load.reached(20 * (kill + 2))
    everything_is_there_once(load, account)


@pytest.mark.django_db(transaction=True)
def test_R127_a_server_that_was_killed_starts_again_and_has_lost_nothing(account: Account) -> None:
    token = token_for(account)
    with running() as server, under_load(server, token) as load:
        load.reached(20)
        workers = server.workers
        for pid in (server.process.pid, *workers):
            os.kill(pid, signal.SIGKILL)
        server.process.wait(timeout=10)
    everything_is_there_once(load, account)
    with running() as server, under_load(server, token) as again:
        again.reached(10)


@pytest.mark.own_server
def test_R127_a_postgresql_that_was_killed_recovers_with_all_that_was_acknowledged(
    postgresql: Any, on_postgresql: Installation
) -> None:
    with running(on_postgresql.database) as server:
        token = server.token(on_postgresql.client_id, on_postgresql.client_secret).json()["access_token"]
        with under_load(server, token) as load:
            load.reached(20)
            os.kill(postgresql.get_pid(), signal.SIGKILL)
            eventually(lambda: not is_alive(postgresql.get_pid()))
            time.sleep(0.5)
            start_again(postgresql)
            load.reached(len(load.acknowledged) + 10)
        stored = {item["code"] for item in all_items(server, token)}
        assert set(load.acknowledged) <= stored
    verified = manage(on_postgresql.database, "verify_transactions")
    assert verified.returncode == 0, verified.stderr


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def all_items(server: Server, token: str) -> Iterator[dict[str, Any]]:
    offset = 0
    while rows := server.call("GET", f"/api/items?limit=100&start={offset}", token).json()["data"]:
        yield from rows
        offset += len(rows)


@pytest.mark.django_db(transaction=True)
def test_R131_what_was_accepted_is_answered_although_the_server_is_told_to_stop(account: Account) -> None:
    """A request of which the half has arrived when SIGTERM comes."""
    token, body = token_for(account), b'{"code": "EQ-1", "id_type_item": 2, "field_1": "Bomba"}'
    with running() as server:
        port = int(server.url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
            head = f"POST /api/items HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n"
            kind = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
            client.sendall((head + kind).encode() + body[:10])
            time.sleep(0.5)
            server.process.send_signal(signal.SIGTERM)
            time.sleep(0.5)
            client.sendall(body[10:])
            answer = b"".join(iter(lambda: client.recv(65536), b""))
        assert answer.startswith(b"HTTP/1.1 201"), answer[:200]
        assert server.process.wait(timeout=20) == 0
    assert Item.objects.get().code == "EQ-1"


@pytest.mark.django_db(transaction=True)
def test_R131_a_rolling_reload_loses_nothing(account: Account) -> None:
    token = token_for(account)
    with running(None, "--workers", "2") as server, under_load(server, token) as load:
        load.reached(10)
        before = set(server.workers)
        server.process.send_signal(signal.SIGHUP)
        eventually(lambda: len(server.workers) == 2 and not before & set(server.workers))
        load.reached(len(load.acknowledged) + 10)
    everything_is_there_once(load, account)
