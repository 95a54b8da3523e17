"""What no HTTP library would send, byte for byte, to a running server: limits at the door, and no smuggling."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import pytest

from tests.flows.servers import gunicorn

# The server counts failures, in a database that no transaction of a test may lock.
pytestmark = [pytest.mark.any_database, pytest.mark.django_db(transaction=True)]
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
BODY = b"grant_type=client_credentials"
SMUGGLED = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")


@pytest.fixture(scope="module")
def address(django_db_setup: None) -> Iterator[tuple[str, int]]:
    with gunicorn() as url:
        parts = urlsplit(url)
        yield str(parts.hostname), int(parts.port or 0)


def post(headers: bytes, body: bytes = BODY, path: bytes = b"/oauth/token") -> bytes:
    return b"POST %b HTTP/1.1\r\nHost: 127.0.0.1\r\n%b%b\r\n%b" % (path, FORM, headers, body)


def length(body: bytes = BODY) -> bytes:
    return b"Content-Length: %d\r\n" % len(body)


def statuses(address: tuple[str, int], sent: bytes) -> list[int]:
    """The status of every answer to what was sent on one connection."""
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(sent)
        # Whoever refuses a large body may have answered and hung up already.
        with suppress(OSError):
            connection.shutdown(socket.SHUT_WR)
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    return [int(status) for status in STATUS.findall(received)]


def test_R045_an_honest_request_is_answered(address: tuple[str, int]) -> None:
    assert statuses(address, post(length())) == [401]
    assert statuses(address, post(length()) * 2) == [401, 401]


@pytest.mark.parametrize(
    "sent",
    [
        post(length() + length()),
        post(length() + b"Content-Length: 5\r\n"),
        post(b"Content-Length: 29, 29\r\n"),
        post(length(b"0\r\n\r\n" + SMUGGLED) + CHUNKED, b"0\r\n\r\n" + SMUGGLED),
        post(CHUNKED + length(b"0\r\n\r\n" + SMUGGLED), b"0\r\n\r\n" + SMUGGLED),
        post(CHUNKED + b"Transfer-Encoding: identity\r\n", b"0\r\n\r\n"),
        post(b"Transfer-Encoding : chunked\r\n" + length()),
        post(b"Transfer-Encoding:\x0bchunked\r\n" + length()),
        post(b"X-A: 1\r\n " + CHUNKED + length()),
        *(post(b"Content-Length: %b\r\n" % size) for size in (b"+29", b"-1", b"0x1d", b"2_9", b"29 29", b"")),
        post(length()).replace(b"\r\n", b"\n"),
        post(b"Host: evil.example\r\n" + length()),
        post(b"X-A: a\0b\r\n" + length()),
    ],
)
def test_R045_what_two_servers_could_read_in_two_ways_is_refused_and_ends_the_connection(
    address: tuple[str, int], sent: bytes
) -> None:
    assert statuses(address, sent + SMUGGLED) == [400]


def test_R045_an_unknown_coding_is_refused_and_ends_the_connection(address: tuple[str, int]) -> None:
    # RFC 9112 section 6.1 names the status.
    assert statuses(address, post(b"Transfer-Encoding: xchunked\r\n", b"0\r\n\r\n") + SMUGGLED) == [501]


def test_R045_a_body_without_a_length_is_not_read_and_what_is_in_it_is_no_request(address: tuple[str, int]) -> None:
    hidden = b"%x\r\n%b\r\n0\r\n\r\n" % (len(SMUGGLED), SMUGGLED)
    assert statuses(address, post(CHUNKED, hidden)) == [411]
    assert statuses(address, post(CHUNKED, hidden) + post(length())) == [411, 401]


def test_R045_a_body_that_ends_early_is_refused(address: tuple[str, int]) -> None:
    assert statuses(address, post(b"Content-Length: 100\r\n")) == [400]


@pytest.mark.parametrize("size", [20_001, 500_000, 3_000_000])
def test_R045_a_body_that_is_too_large_is_refused(address: tuple[str, int], size: int) -> None:
    body = b"token=" + b"a" * (size - 6)
    assert statuses(address, post(length(body), body)) == [413]


@pytest.mark.parametrize(
    ("headers", "path", "status"),
    [
        (b"X-A: " + b"a" * 9_000 + b"\r\n", b"/oauth/token", 431),
        (b"".join(b"X-%d: 1\r\n" % n for n in range(101)), b"/oauth/token", 431),
        (b"", b"/oauth/authorize?" + b"a" * 5_000, 414),
    ],
)
def test_R045_headers_and_addresses_have_limits(
    address: tuple[str, int], headers: bytes, path: bytes, status: int
) -> None:
    assert statuses(address, post(headers + length(), path=path)) == [status]
