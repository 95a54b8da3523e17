"""Files that are kept: whole or not at all, looked at by the scanner, and swept when nobody knows them."""

from __future__ import annotations

import io
import os
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, BinaryIO

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from apps.common.files import DOCUMENTS, FileMissing, FileRefused, exists, kept, opened, sweeping
from apps.common.files.refusals import Reason
from tests import files
from tests.files import PDF, PNG, TEXT

PAGE = b"<html><script>alert(1)</script></html>"


@pytest.fixture
def place(settings: Settings, tmp_path: Path) -> Path:
    """A store of one's own."""
    own = {"BACKEND": "apps.common.files.disk.DiskStorage", "OPTIONS": {"location": str(tmp_path / "files")}}
    settings.STORAGES = {**settings.STORAGES, "files": own}
    return tmp_path / "files"


def all_in(place: Path) -> list[Path]:
    return [path for path in place.rglob("*") if path.is_file()]


def test_a_document_of_200_kilobytes_that_unpacks_to_200_megabytes_is_refused(place: Path) -> None:
    with pytest.raises(FileRefused) as refused, kept(files.zip_bomb(), name="a.docx", kinds=DOCUMENTS):
        raise AssertionError
    assert (refused.value.reason, all_in(place)) == (Reason.BOMB, [])


def test_a_file_is_kept_whole_under_a_name_that_says_nothing_for_this_user_alone(place: Path) -> None:
    with kept(PDF, name="manual.pdf", kinds=DOCUMENTS) as facts:
        pass
    (path,) = all_in(place)
    assert path.read_bytes() == PDF
    assert path.stat().st_mode & 0o077 == 0
    assert "manual" not in facts.stored_as
    assert (facts.name, facts.size, len(facts.checksum)) == ("manual.pdf", len(PDF), 64)


def row_of(stored_as: str) -> Any:
    return SimpleNamespace(stored_as=stored_as)


def test_what_is_kept_can_be_read_and_what_is_not_there_is_missing(place: Path) -> None:
    with kept(PDF, name="", kinds=DOCUMENTS) as facts:
        pass
    with opened(row_of(facts.stored_as)) as file:
        assert file.read() == PDF
    assert exists(row_of(facts.stored_as))
    assert not exists(row_of("aa/nothing"))
    with pytest.raises(FileMissing):
        opened(row_of("aa/nothing"))


@pytest.mark.parametrize("content", [PAGE, PDF + PAGE, PNG + bytes(11 * 1024**2)], ids=len)
def test_of_a_refused_file_nothing_is_left(place: Path, content: bytes) -> None:
    with pytest.raises(FileRefused), kept(content, name="a.pdf", kinds=DOCUMENTS):
        raise AssertionError
    assert all_in(place) == []


def keep_and_fail(count: Callable[[], int]) -> None:
    with kept(PDF, name="manual.pdf", kinds=DOCUMENTS):
        assert count() == 1
        raise LookupError


def test_where_the_row_is_not_written_the_file_goes_again(place: Path) -> None:
    with pytest.raises(LookupError):
        keep_and_fail(lambda: len(all_in(place)))
    assert all_in(place) == []


def test_a_disk_that_breaks_off_leaves_nothing_and_says_so(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("apps.common.files.disk.os.fsync", full)
    with pytest.raises(FileRefused) as refused, kept(PDF, name="a.pdf", kinds=DOCUMENTS):
        raise AssertionError
    assert refused.value.reason == Reason.NOT_STORED
    assert refused.value.is_passing
    assert all_in(place) == []


# The scanner.


def found_something(file: BinaryIO) -> str:
    return "Eicar-Test" if b"virus" in file.read() else ""


def breaks(file: BinaryIO) -> str:
    raise ValueError


@pytest.mark.parametrize(
    ("scanner", "content", "reason"),
    [
        ("found_something", TEXT, None),
        ("found_something", TEXT + b"virus", Reason.INFECTED),
        ("breaks", TEXT, Reason.NOT_SCANNED),
        ("nobody", TEXT, Reason.NOT_SCANNED),
    ],
)
def test_what_the_scanner_finds_or_cannot_look_at_is_not_kept(
    place: Path, settings: Settings, scanner: str, content: bytes, reason: Reason | None
) -> None:
    settings.FILE_SCANNER = f"{__name__}.{scanner}"
    if reason is None:
        with kept(content, name="", kinds=DOCUMENTS):
            assert len(all_in(place)) == 1
        return
    with pytest.raises(FileRefused) as refused, kept(content, name="", kinds=DOCUMENTS):
        raise AssertionError
    assert (refused.value.reason, all_in(place)) == (reason, [])


@pytest.fixture
def daemon() -> Iterator[tuple[int, list[bytes]]]:
    """What speaks as clamd does; it finds something in what holds "virus"."""
    server, taken = socket.create_server(("127.0.0.1", 0)), list[bytes]()

    def serve() -> None:
        with server.accept()[0] as caller:
            stream = caller.makefile("rb")
            assert stream.read(10) == b"zINSTREAM\0"
            content = b""
            while length := struct.unpack(">I", stream.read(4))[0]:
                content += stream.read(length)
            taken.append(content)
            caller.sendall(b"stream: Eicar-Test FOUND\0" if b"virus" in content else b"stream: OK\0")

    thread = threading.Thread(target=serve)
    thread.start()
    yield server.getsockname()[1], taken
    thread.join(5)
    server.close()


@pytest.mark.parametrize("content", [TEXT * 3_000, TEXT * 3_000 + b"virus"])
def test_clamd_is_asked_in_its_own_words(
    place: Path, settings: Settings, daemon: tuple[int, list[bytes]], content: bytes
) -> None:
    port, taken = daemon
    settings.FILE_SCANNER = f"clamd://127.0.0.1:{port}"
    if b"virus" not in content:
        with kept(content, name="", kinds=DOCUMENTS):
            pass
    else:
        with pytest.raises(FileRefused) as refused, kept(content, name="", kinds=DOCUMENTS):
            raise AssertionError
        assert (refused.value.reason, refused.value.found) == (Reason.INFECTED, "Eicar-Test")
    assert taken == [content]


# Leftovers, and what is too large to be looked at.


@pytest.mark.django_db
def test_old_files_that_no_row_knows_are_swept_and_nothing_else(place: Path) -> None:
    for _number in range(3):
        with kept(PDF, name="", kinds=DOCUMENTS):
            pass
    young, *old = all_in(place)
    half = place / "partial" / "half"
    half.write_bytes(b"half")
    for path in (*old, half):
        os.utime(path, (1, 1))
    assert sweeping.sweep() == 3
    assert all_in(place) == [young]


@pytest.mark.django_db
def test_a_store_that_is_not_there_keeps_nothing_from_being_purged(place: Path) -> None:
    sweeping.sweep_quietly()


class Endless(io.RawIOBase):
    """Two gigabytes that come one by one; how much was taken."""

    def __init__(self, head: bytes) -> None:
        self.head, self.taken = head, 0

    def read(self, size: int = -1) -> bytes:
        part, self.head = self.head[:size], self.head[size:]
        part += bytes(min(size - len(part), 65_536))
        self.taken += len(part)
        return part


def test_of_a_file_of_two_gigabytes_the_fields_before_it_are_read_and_no_more() -> None:
    head = (
        b'--b\r\nContent-Disposition: form-data; name="code"\r\n\r\nM-1\r\n'
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    )
    body, length = Endless(head), str(2 * 1024**3)
    request = RequestFactory().generic("POST", "/", b"-", content_type="multipart/form-data; boundary=b")
    request.META |= {"CONTENT_LENGTH": length}
    vars(request).update(_stream=body, _read_started=False)
    assert (request.POST["code"], len(request.FILES)) == ("M-1", 0)
    assert body.taken < 1024**2
    assert "conexiones.upload_is_too_large" in request.META
