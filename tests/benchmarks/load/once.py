"""One request by itself, whose answer is looked at."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from http.client import HTTPResponse


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def sent_once(port: int, request: bytes) -> Answer:
    """The answer to `request`, which is sent on a connection of its own."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(request)
        found = HTTPResponse(connection)
        found.begin()
        return Answer(found.status, dict(found.headers), found.read())
