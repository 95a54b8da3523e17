"""A gunicorn of its own for a test: another process on the test's database, as in real life."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
WAIT_SECONDS = 30


@contextmanager
def gunicorn(*, workers: int = 1, threads: int = 4, **environment: str) -> Iterator[str]:
    """The origin of a running server, which is also its PUBLIC_URL. It ends with the block."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    size = ["--workers", str(workers), "--threads", str(threads)]
    options = ["--bind", f"127.0.0.1:{port}", *size, "--no-control-socket"]
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", *options]
    of_server = {"PUBLIC_URL": url, "DATABASE_URL": database_url()} | environment
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | of_server)
    try:
        wait_for(port, process)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=WAIT_SECONDS)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.01)
    raise AssertionError("the server did not start")


def database_url() -> str:
    """The database of the running test, for another process."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
