"""Large files as a part of a body: they go to the disk in pieces, and no copy of one is held in the memory."""

from __future__ import annotations

import tempfile
import tracemalloc

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.handlers.wsgi import WSGIRequest

from apps.accounts.models import Account
from apps.api import bodies, sizes
from apps.api.problems import Malformed
from apps.connections import hawk
from apps.maintenance.models import Attachment
from tests.api.hawk_helpers import Signer, refused
from tests.api.helpers import Program, token_for
from tests.api.test_work_requests_attachments import MULTIPART, multipart
from tests.files import content_of
from tests.meters import PNG, new_request

MEGABYTE = 1024**2
LARGE = PNG + bytes(3 * MEGABYTE)


@pytest.fixture
def path(account: Account) -> str:
    return f"/api/work_requests_attachments/{new_request(account).pk}"


@pytest.fixture
def program(account: Account) -> Program:
    return Program(token_for(account, ["work_requests:view", "work_requests:add"]))


def asked(body: bytes, limit: int = 12 * MEGABYTE, kind: str = MULTIPART) -> WSGIRequest:
    """A request whose body lies on the disk, as if it came from the network."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the request reads it
    file.write(body)
    file.seek(0)
    place = {"REQUEST_METHOD": "POST", "PATH_INFO": "/", "SERVER_NAME": "x", "SERVER_PORT": "80"}
    request = WSGIRequest(place | {"wsgi.input": file, "CONTENT_TYPE": kind, "CONTENT_LENGTH": str(len(body))})
    sizes.allow(request, limit)
    return request


@pytest.mark.any_database
def test_a_large_file_is_never_in_the_memory_as_a_whole() -> None:
    request = asked(multipart(PNG + bytes(9 * MEGABYTE), code="A"))
    tracemalloc.start()
    try:
        found = bodies.read(request)
        sent = str(found["file"])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < MEGABYTE
    assert found["code"] == "A"
    assert str(bodies.read(request)["file"]) == sent
    assert found["file"].whole()[-1:] == b"\0"


@pytest.mark.any_database
@pytest.mark.parametrize("body", [b"x" * 2 * MEGABYTE, b"--b--\r\n" + b"\n" * 2 * MEGABYTE])
def test_a_large_body_without_a_part_is_no_form(body: bytes) -> None:
    with pytest.raises(Malformed):
        bodies.read(asked(body))


@pytest.mark.any_database
def test_more_than_may_come_is_refused_unread() -> None:
    request = asked(b"x" * 2 * MEGABYTE, limit=MEGABYTE)
    with pytest.raises(RequestDataTooBig):
        bodies.read(request)
    assert request.META["wsgi.input"].tell() == 0


def test_a_large_file_comes_in_once_under_one_key(program: Program, path: str) -> None:
    body = multipart(LARGE, description="Plano")
    first, again = (program.post(path, body, kind=MULTIPART, **{"Idempotency-Key": "k-1"}) for _ in range(2))
    assert (first.status_code, again.status_code, again["Idempotency-Replayed"]) == (201, 201, "true")
    assert content_of(Attachment.objects.get()) == LARGE
    other = program.post(path, multipart(LARGE + b"x"), kind=MULTIPART, **{"Idempotency-Key": "k-1"})
    assert other.status_code == 409


def test_a_large_file_is_checked_against_the_hash_that_is_signed(signer: Signer, path: str) -> None:
    body = multipart(LARGE)
    header = signer.sign("POST", path, hash=hawk.payload_hash(MULTIPART, body))
    assert Program(Authorization=header).post(path, body, kind=MULTIPART).status_code == 201
    header = signer.sign("POST", path, hash=hawk.payload_hash(MULTIPART, body))
    assert refused(Program(Authorization=header).post(path, multipart(LARGE + b"x"), kind=MULTIPART))
    assert content_of(Attachment.objects.get()) == LARGE
