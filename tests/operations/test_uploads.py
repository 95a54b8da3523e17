"""The shipped proxy lets files through where they come in, nowhere else, and nothing that is too large."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import requests

from tests.flows.servers import free_port
from tests.operations.test_proxy import proxy

pytestmark = pytest.mark.own_server

MEGABYTE = 1024**2


class Counting(BaseHTTPRequestHandler):
    """Answers how many bytes came."""

    def do_POST(self) -> None:
        count = len(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(str(count).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def url() -> Iterator[str]:
    app = ThreadingHTTPServer(("127.0.0.1", 0), Counting)
    threading.Thread(target=app.serve_forever).start()
    with TemporaryDirectory() as place:
        # Started by root, nginx writes bodies as somebody else.
        Path(place).chmod(0o755)
        with proxy(Path(place), free_port(), app.server_port, app.server_port) as found:
            yield found
    app.shutdown()
    app.server_close()


@pytest.mark.parametrize(
    "path", ["/api/documents", "/api/documents/M-1", "/settings/document-management/documents/add/", "/guest/x/",
             "/api/work_requests_attachments/1"]
)  # fmt: skip
def test_a_file_passes_where_files_come_in(url: str, path: str) -> None:
    assert requests.post(f"{url}{path}", data=bytes(14 * MEGABYTE), timeout=20).text == str(14 * MEGABYTE)


@pytest.mark.parametrize(("path", "size"), [("/api/items", 3 * MEGABYTE), ("/api/documents", 2 * 1024**3)])
def test_what_is_too_large_is_refused_as_soon_as_it_is_announced(url: str, path: str, size: int) -> None:
    host, _, port = url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as client:
        client.sendall(f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {size}\r\n\r\n".encode())
        assert client.recv(1024).startswith(b"HTTP/1.1 413")
