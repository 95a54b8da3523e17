"""Files in an S3-compatible store, by the protocol itself: what FILES_URL says is what is spoken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import boto3
import environ
import pytest
import requests
from moto.server import ThreadedMotoServer
from pytest_django import Settings

from apps.common import file_environment
from apps.common.files import DOCUMENTS, FileMissing, FileRefused, exists, kept, opened, sweeping
from apps.common.files.store import discard
from tests.files import PDF

pytestmark = pytest.mark.own_server

KEYS = {"aws_access_key_id": "key", "aws_secret_access_key": "se/cret", "region_name": "us-east-1"}


@pytest.fixture
def bucket(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    place = "{}:{}".format(*server.get_host_and_port())
    # What another test left there is in this process.
    requests.post(f"http://{place}/moto-api/reset", timeout=10)
    found = boto3.resource("s3", endpoint_url=f"http://{place}", **KEYS).Bucket("files")
    found.create()
    monkeypatch.setenv("FILES_URL", f"s3://key:se%2Fcret@{place}/files/company?tls=no&region=us-east-1")
    settings.STORAGES = {**settings.STORAGES, "files": file_environment.files(environ.FileAwareEnv(), default="")}
    yield found
    server.stop()


def keys(bucket: Any) -> list[str]:
    return [one.key for one in bucket.objects.all()]


def row_of(stored_as: str) -> Any:
    return SimpleNamespace(stored_as=stored_as)


def test_a_file_is_kept_read_and_taken_away(bucket: Any) -> None:
    with kept(PDF, name="manual.pdf", kinds=DOCUMENTS) as facts:
        pass
    assert keys(bucket) == [f"company/{facts.stored_as}"]
    row = row_of(facts.stored_as)
    assert exists(row)
    with opened(row) as file:
        assert file.read() == PDF
    discard(facts.stored_as)
    assert keys(bucket) == []
    with pytest.raises(FileMissing):
        opened(row)


def keep_and_fail(count: Callable[[], int]) -> None:
    with kept(PDF, name="manual.pdf", kinds=DOCUMENTS):
        assert count() == 1
        raise LookupError


def test_where_the_row_is_not_written_the_file_goes_again(bucket: Any) -> None:
    with pytest.raises(LookupError):
        keep_and_fail(lambda: len(keys(bucket)))
    assert keys(bucket) == []


@pytest.mark.django_db
def test_leftovers_are_swept_and_nothing_else(bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with kept(PDF, name="manual.pdf", kinds=DOCUMENTS):
        pass
    bucket.put_object(Key="elsewhere/file", Body=b"")
    assert sweeping.sweep() == 0
    monkeypatch.setattr(sweeping, "GRACE", timedelta(0))
    assert sweeping.sweep() == 1
    assert keys(bucket) == ["elsewhere/file"]


def test_a_store_that_is_gone_refuses_clearly(bucket: Any) -> None:
    bucket.delete()
    with pytest.raises(FileRefused) as refused, kept(PDF, name="manual.pdf", kinds=DOCUMENTS):
        raise AssertionError
    assert refused.value.is_passing
