"""The proxy of compose.yaml, with exactly its configuration, keeps slow and silent clients away from the app."""

from __future__ import annotations

import resource
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import requests
import yaml

from tests.flows.servers import ROOT, free_port, wait_for
from tests.operations.servers import Installation, running

pytestmark = pytest.mark.own_server

NGINX = ROOT / "var" / "nginx" / "usr" / "sbin" / "nginx"
SLOW, IDLE = 200, 150
ELSEWHERE = """
pid {place}/pid;
daemon off;
"""
TEMPORARY = "".join(
    f"{kind}_temp_path {{place}}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
)


def compose() -> dict[str, dict[str, dict[str, str]]]:
    loaded: dict[str, dict[str, dict[str, str]]] = yaml.safe_load((ROOT / "compose.yaml").read_text())
    return loaded


def configuration(place: Path, port: int, app_ports: Sequence[int]) -> str:
    """The shipped one, on ports of the loopback, without a certificate and with its files in `place`."""
    shipped = compose()["configs"]["nginx"]["content"].replace("$$", "$")
    lines = [line for line in shipped.splitlines() if not line.strip().startswith("ssl_")]
    adapted = "\n".join(lines).replace("listen 443 ssl", f"listen 127.0.0.1:{port}")
    for number, app_port in enumerate(app_ports, start=1):
        adapted = adapted.replace(f"server app{number}:8000", f"server 127.0.0.1:{app_port}")
    adapted = adapted.replace("http {", "http {\n" + TEMPORARY.format(place=place), 1)
    assert f"127.0.0.1:{port}" in adapted
    assert ":8000" not in adapted
    return ELSEWHERE.format(place=place) + adapted


@contextmanager
def proxy(place: Path, port: int, *app_ports: int) -> Iterator[str]:
    if not NGINX.exists():
        pytest.fail("nginx is missing: make tools")
    path = place / "nginx.conf"
    path.write_text(configuration(place, port, app_ports))
    process = subprocess.Popen([NGINX, "-p", place, "-c", path])
    try:
        wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)


def slow(port: int) -> socket.socket:
    """A client that has announced a body and sends it byte by byte."""
    client = socket.create_connection(("127.0.0.1", port), timeout=10)
    client.sendall(
        b"POST /oauth/token HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\ngrant_type="
    )
    return client


def dribble(clients: list[socket.socket], is_over: threading.Event) -> None:
    while not is_over.wait(1):
        for client in clients:
            client.sendall(b"x")


@pytest.fixture
def many_files() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_R136_slow_and_idle_connections_do_not_stop_the_service(
    on_sqlite: Installation, tmp_path: Path, many_files: None
) -> None:
    port, is_over = free_port(), threading.Event()
    url = f"http://127.0.0.1:{port}"
    with ExitStack() as stack:
        server = stack.enter_context(running(on_sqlite.database, public_url=url))
        app_port = int(server.url.rpartition(":")[2])
        stack.enter_context(proxy(tmp_path, port, app_port, app_port))
        clients = [stack.enter_context(slow(port)) for _ in range(SLOW)]
        for _ in range(IDLE):
            stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
        dribbling = threading.Thread(target=dribble, args=[clients, is_over])
        dribbling.start()
        stack.callback(dribbling.join)
        stack.callback(is_over.set)
        time.sleep(1)
        for _ in range(5):
            begun = time.monotonic()
            asked = {"grant_type": "client_credentials"}
            who = (on_sqlite.client_id, on_sqlite.client_secret)
            answer = requests.post(f"{url}/oauth/token", data=asked, auth=who, timeout=20)
            assert answer.status_code == 200
            headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
            assert requests.get(f"{url}/api/items", headers=headers, timeout=20).status_code == 200
            assert time.monotonic() - begun < 3


def test_R136_the_shipped_proxy_takes_requests_and_answers_whole() -> None:
    shipped = compose()["configs"]["nginx"]["content"]
    for directive in (
        "proxy_request_buffering on",
        "proxy_buffering on",
        "client_body_timeout",
        "proxy_http_version 1.1",
    ):
        assert directive in shipped


def test_R127_no_server_writes_a_pid_file_that_could_keep_it_from_starting_again() -> None:
    assert "--pid" not in (ROOT / "Dockerfile").read_text() + (ROOT / "compose.yaml").read_text()
    assert "pidfile" not in (ROOT / "gunicorn.conf.py").read_text()
