"""What is sent: a prepared list of requests, or a chain in which each answer holds what the next request needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

HOLE = b"{}"
"""Where a chain's request takes what the answer before it held; that is always as long."""


@dataclass(frozen=True)
class Walk:
    """`requests`, one after the other; `is_endless` begins again, where a request may be sent twice."""

    requests: Sequence[bytes]
    is_endless: bool = False


@dataclass(frozen=True)
class Chain:
    """`request` with a HOLE; `beginnings` fill it first, at least as many as there are connections.

    `field` is the member of the JSON answer that fills it next.
    """

    request: bytes
    beginnings: Sequence[str]
    field: str


Plan = Walk | Chain


@dataclass(frozen=True)
class Load:
    """What a run came to: answers, those of them that were no success, and latencies in milliseconds.

    `broken` are connections that ended before the answer.
    """

    requests: int
    errors: int
    broken: int
    seconds: float
    p50: float
    p99: float


def raw(method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    """A whole request (RFC 9112 section 3), with its length where it has a body."""
    if body:
        headers = {**headers, "Content-Length": str(len(body))}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body
