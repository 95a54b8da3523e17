"""Database, cache or disk is away: everybody is told to come back, nothing is let through and nothing is lost."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
import requests

from tests.flows.servers import ROOT
from tests.operations.servers import Installation, Server, children, manage, running, start_again

pytestmark = pytest.mark.own_server

JSON = "application/json"
PASSWORD = "correct horse battery staple"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@contextmanager
def stopped(server: Any) -> Iterator[None]:
    server.stop()
    try:
        yield
    finally:
        start_again(server)


@contextmanager
def frozen(server: Any) -> Iterator[None]:
    pids = [server.get_pid(), *children(server.get_pid())]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def timed(do: Any) -> tuple[requests.Response, float]:
    begun = time.monotonic()
    response: requests.Response = do()
    return response, time.monotonic() - begun


def told_to_come_back(server: Server, do: Any, kind: str) -> None:
    response, seconds = timed(do)
    assert response.status_code == 503, response.text
    assert int(response.headers["Retry-After"]) > 0
    assert response.headers["Content-Type"].startswith(kind)
    assert seconds < 5


def filled_in(server: Server, path: str, **fields: str) -> requests.Response:
    """What the form at `path` answers, with a redirect left alone."""
    browser = requests.Session()
    page = browser.get(server.url + path, timeout=20)
    assert page.status_code == 200
    form = {"csrfmiddlewaretoken": TOKEN.findall(page.text)[0]} | fields
    return browser.post(page.url, form, headers={"Referer": page.url}, timeout=20, allow_redirects=False)


def sign_in(server: Server, password: str) -> requests.Response:
    return filled_in(server, "/sign-in/", login="ana@aguas.example", password=password)


@pytest.mark.parametrize("away", [stopped, frozen])
def test_R128_while_the_database_is_away_everybody_is_told_to_come_back_and_then_it_works(
    postgresql: Any, on_postgresql: Installation, away: Any
) -> None:
    who = (on_postgresql.client_id, on_postgresql.client_secret)
    with running(on_postgresql.database) as server:
        token = server.token(*who).json()["access_token"]
        assert server.call("GET", "/api/items", token).status_code == 200
        with away(postgresql):
            told_to_come_back(server, lambda: server.call("GET", "/api/items", token), JSON)
            told_to_come_back(server, lambda: server.token(*who), JSON)
            told_to_come_back(server, lambda: requests.get(f"{server.url}/readyz", timeout=20), JSON)
            told_to_come_back(server, lambda: sign_in(server, PASSWORD), "text/html")
            alive, seconds = timed(lambda: requests.get(f"{server.url}/healthz", timeout=20))
            assert (alive.status_code, seconds < 5) == (200, True)
        assert server.call("GET", "/api/items", token).status_code == 200
        assert server.token(*who).status_code == 200
        assert requests.get(f"{server.url}/readyz", timeout=20).status_code == 200


def test_R130_while_the_cache_is_away_sign_in_and_api_go_on_or_say_so_and_nothing_opens(
    on_sqlite: Installation,
) -> None:
    with running(on_sqlite.database, CACHE_URL="redis://127.0.0.1:1/0") as server:
        right = sign_in(server, PASSWORD)
        assert right.status_code in (302, 503)
        wrong = sign_in(server, "not the password at all")
        assert wrong.status_code in (200, 422, 429, 503)
        mailed = filled_in(server, "/password/reset/", email="ana@aguas.example")
        assert mailed.status_code in (302, 503)
        assert mailed.status_code == 302 or "Retry-After" in mailed.headers
        answered = server.token(on_sqlite.client_id, on_sqlite.client_secret)
        assert answered.status_code == 200
        token = answered.json()["access_token"]
        assert server.call("GET", "/api/items", token).status_code == 200
        assert server.call("GET", "/api/items", "cnxat_nothing").status_code == 401
        assert server.token(on_sqlite.client_id, "cnxcs_nothing").status_code == 401


FULL_DISK = """
from pathlib import Path
from django.db import connection
from django.db.backends.signals import connection_created

def limit(**kwargs):
    connection.connection.execute(f"PRAGMA max_page_count = {Path(PAGES).read_text()}")

def pre_request(worker, request):
    # In the thread that answers; the connection stays open between its requests.
    connection.ensure_connection()
    limit()
"""


def test_R132_a_full_disk_refuses_writes_and_nothing_else_and_recovers_by_itself(
    on_sqlite: Installation, tmp_path: Path
) -> None:
    """SQLite counts its pages; as many as there are is a disk with no room for one more."""
    pages, configuration = tmp_path / "pages", tmp_path / "gunicorn_full_disk.py"
    pages.write_text("1000000")
    own = (ROOT / "gunicorn.conf.py").read_text()
    configuration.write_text(f"PAGES = {str(pages)!r}\n{own}\n{FULL_DISK}")
    path = on_sqlite.database.removeprefix("sqlite:///")
    item = {"id_type_item": 2, "field_1": "Bomba", "notes": "x" * 4000}
    with running(on_sqlite.database, "-c", str(configuration)) as server:
        token = server.token(on_sqlite.client_id, on_sqlite.client_secret).json()["access_token"]
        pages.write_text("1")  # which means: not one more than there are
        answers = [server.call("POST", "/api/items", token, json=item | {"code": f"EQ-{n}"}) for n in range(20)]
        accepted = [answer for answer in answers if answer.status_code == 201]
        refused = [answer for answer in answers if answer.status_code in (503, 507)]
        assert len(accepted) + len(refused) == 20
        assert len(refused) > 10
        assert all("Retry-After" in answer.headers for answer in refused)
        assert server.call("GET", "/api/items", token).json()["total"] == len(accepted)
        assert server.call("GET", "/api/me", token).status_code == 200
        assert server.token(on_sqlite.client_id, on_sqlite.client_secret).status_code in (200, 503, 507)
        pages.write_text("1000000")
        assert server.call("POST", "/api/items", token, json=item | {"code": "EQ-99"}).status_code == 201
        assert server.call("GET", "/api/items", token).json()["total"] == len(accepted) + 1
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_R128_a_database_that_is_slow_is_not_waited_for_without_end(
    postgresql: Any, on_postgresql: Installation
) -> None:
    """Somebody holds a table: the lock timeout ends the request, and the next one after them is answered."""
    who = (on_postgresql.client_id, on_postgresql.client_secret)
    with psycopg.connect(on_postgresql.database) as other, running(on_postgresql.database) as server:
        token = server.token(*who).json()["access_token"]
        other.execute("LOCK TABLE maintenance_item IN ACCESS EXCLUSIVE MODE")
        response, seconds = timed(lambda: server.call("GET", "/api/items", token))
        assert response.status_code == 503
        assert seconds < 9
        other.rollback()
        assert server.call("GET", "/api/items", token).status_code == 200


def test_R127_R128_a_connection_to_postgresql_is_bounded_in_time_and_acknowledges_what_is_on_disk(
    on_postgresql: Installation,
) -> None:
    shown = (
        "import django; django.setup()\nfrom django.db import connection\nwith connection.cursor() as cursor:\n"
        "    for name in ('statement_timeout', 'lock_timeout', 'synchronous_commit'):\n"
        "        cursor.execute(f'SHOW {name}'); print(cursor.fetchone()[0])\n"
        "print(connection.connection.patience)"
    )
    assert manage(on_postgresql.database, "-c", shown).stdout.split() == ["10s", "5s", "on", "12.0"]


def test_R127_a_connection_to_sqlite_acknowledges_what_is_on_disk(on_sqlite: Installation) -> None:
    shown = (
        "import django; django.setup()\nfrom django.db import connection\nwith connection.cursor() as cursor:\n"
        "    for name in ('synchronous', 'journal_mode'):\n"
        "        cursor.execute(f'PRAGMA {name}'); print(cursor.fetchone()[0])"
    )
    assert manage(on_sqlite.database, "-c", shown).stdout.split() == ["2", "wal"]
