"""Servers that a test may kill: gunicorn, and PostgreSQL with a database of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from tests.flows.servers import ROOT, database_url, free_port, wait_for

MADE = """
import django; django.setup()
from apps.accounts.services import create_account
from apps.audit.actors import SYSTEM
from apps.accounts.models import Account, PermissionGroup, User
from apps.connections.models import Consumer
from apps.connections.services import api_keys, consumers
owner = {"owner_email": "ana@aguas.example", "owner_name": "Ana Prado"}
password = "correct horse battery staple"
account = create_account(name="Aguas del Valle", owner_password=password, by=SYSTEM, **owner)
permissions = ["items:view", "items:add", "items:edit"]
group = PermissionGroup.objects.create(account=account, name="Todo", permissions=permissions)
made = consumers.create_consumer(
    account=account, by=SYSTEM, name="ERP", permission_group=group, authorization_grant_type="client-credentials"
)
key = api_keys.create_api_key(account=account, by=SYSTEM)
print(made.owner.client_id, made.plain, key.owner.key, key.plain)
"""


@dataclass(frozen=True)
class Installation:
    """A database with one account in it, and the credentials that open it."""

    database: str
    client_id: str
    client_secret: str
    api_key: str
    api_secret: str


@dataclass(frozen=True)
class Server:
    """A running gunicorn; `client` are the credentials of a consumer of its database."""

    url: str
    process: subprocess.Popen[bytes]

    @property
    def workers(self) -> list[int]:
        return children(self.process.pid)

    def token(self, client_id: str, secret: str) -> requests.Response:
        asked = {"grant_type": "client_credentials"}
        return requests.post(f"{self.url}/oauth/token", data=asked, auth=(client_id, secret), timeout=20)

    def call(self, method: str, path: str, token: str, **options: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {token}"} | options.pop("headers", {})
        return requests.request(method, self.url + path, headers=headers, timeout=20, **options)


def children(pid: int) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return [int(word) for word in found.stdout.split()]


@contextmanager
def running(database: str | None = None, *options: str, public_url: str = "", **environment: str) -> Iterator[Server]:
    """A gunicorn on `database`, by default that of the test. It ends with the block, whatever state it is in."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--no-control-socket"]
    given = {"PUBLIC_URL": public_url or url, "DATABASE_URL": database or database_url()} | environment
    process = subprocess.Popen([*command, "--threads", "4", *options], cwd=ROOT, env=os.environ | given)
    try:
        wait_for(port, process)
        wait_until_ready(url)
        yield Server(url, process)
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        for pid in [*children(process.pid), process.pid]:
            os.kill(pid, signal.SIGKILL)
        process.wait(timeout=10)


def wait_until_ready(url: str) -> None:
    eventually(lambda: requests.get(f"{url}/healthz", timeout=2).status_code == 200)


def start_again(postgresql: Any) -> None:
    """pg_ctl gives up after ten seconds, in which a crowded machine may not recover; PostgreSQL goes on meanwhile."""

    def is_up() -> bool:
        try:
            postgresql.ensure_postgres_running()
        except (subprocess.SubprocessError, AssertionError):
            return False
        return True

    eventually(is_up, seconds=120)


def eventually(is_so: Any, seconds: float = 60) -> None:
    """Wait until `is_so()`; what fails to connect meanwhile is not so yet."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if is_so():
                return
        except requests.RequestException:
            pass
        time.sleep(0.05)
    raise AssertionError("it did not happen in time")


def manage(database: str, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`python manage.py …`, or with "-c" as the first word a script, on `database`."""
    given = os.environ | {"DATABASE_URL": database} | environment
    words = command if command[0] == "-c" else ("manage.py", *command)
    return subprocess.run(
        [sys.executable, "-W", "ignore", *words], cwd=ROOT, env=given, capture_output=True, text=True, check=False
    )


def install(database: str) -> Installation:
    """Migrate `database` and make an account with its credentials in it."""
    migrated = manage(database, "migrate", "--verbosity", "0")
    assert migrated.returncode == 0, migrated.stderr
    made = manage(database, "-c", MADE)
    assert made.returncode == 0, made.stderr
    return Installation(database, *made.stdout.split())


def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"
