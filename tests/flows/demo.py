"""What a developer gets from `make demo`: a server, its data and its credentials; here in a folder of its own."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from tests import migrated
from tests.flows.person import Person
from tests.flows.servers import ROOT, free_port

WAIT_SECONDS = 180


@dataclass(frozen=True)
class Demo:
    """`variables` are those of the demo's file, such as CC_CLIENT_ID; `place` is the folder that it is in."""

    url: str
    place: Path
    variables: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.variables[name]

    def run(self, *arguments: str) -> str:
        """What Python prints that is run with `arguments` and the demo's own settings."""
        settings = read(self.place / "settings.env") | {"PUBLIC_URL": self.url, "LOG_LEVEL": "ERROR"}
        command = [sys.executable, *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=of_shell() | settings, check=True, stdout=subprocess.PIPE
        ).stdout.decode()

    def allow(self, address: str) -> str:
        """What the demo's user does at `address`: signs in and allows. Returns where the app gets its answer."""
        return Person(self["USER_EMAIL"], self["USER_PASSWORD"]).allow(address)


@contextmanager
def demo() -> Iterator[Demo]:
    """A demo that ends with the block, and leaves that of the developer alone."""
    port, place = free_port(), Path(tempfile.mkdtemp(prefix="conexiones-demo-"))
    command = ["make", "--no-print-directory", "demo", f"PORT={port}", f"VAR={place}", f"PYTHON={sys.executable}"]
    migrated.copy_sqlite(place / "demo.sqlite3")
    log = place / "make.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=of_shell(), stdout=subprocess.DEVNULL, stderr=output)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(url, process, log)
        yield Demo(url, place, read(place / "demo.env"))
    finally:
        process.terminate()
        process.wait(timeout=WAIT_SECONDS)
        shutil.rmtree(place)


def of_shell() -> dict[str, str]:
    """Only what a fresh shell has: nothing of this test run may reach the demo."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if requests.get(f"{url}/readyz", timeout=5).ok:
                return
        except requests.RequestException:
            time.sleep(0.2)
    raise AssertionError(f"make demo did not start:\n{log.read_text()}")


def read(file: Path) -> dict[str, str]:
    pairs = (line.partition("=") for line in file.read_text().splitlines())
    return {name: shlex.split(value)[0] if value else "" for name, _, value in pairs}
