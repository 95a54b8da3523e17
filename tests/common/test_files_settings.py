"""FILES_URL, FILE_SCANNER and FILE_MAX_MEGABYTES: what is malformed stops the start and is never quoted."""

from __future__ import annotations

from typing import Any

import environ
import pytest

from apps.common import file_environment


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FILES_URL", "FILE_SCANNER", "FILE_MAX_MEGABYTES"):
        monkeypatch.delenv(name, raising=False)


def read_all(env: environ.FileAwareEnv) -> None:
    file_environment.files(env, default="file:///srv/files")
    file_environment.file_scanner(env)
    file_environment.whole_number(env, "FILE_MAX_MEGABYTES", default=10, least=1, most=100)


def options(url: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setenv("FILES_URL", url)
    found: dict[str, Any] = file_environment.files(environ.FileAwareEnv(), default="")["OPTIONS"]
    return found


def test_files_lie_on_the_disk_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    found = file_environment.files(environ.FileAwareEnv(), default="file:///srv/files")
    assert found["OPTIONS"]["location"] == "/srv/files"
    assert options("file:///srv/with%20blank", monkeypatch)["location"] == "/srv/with blank"


def test_a_store_is_named_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    found = options("s3://k%2Fey:s%40cret@store.example:9000/bucket/a/b?region=eu-west-1", monkeypatch)
    assert (found["endpoint_url"], found["bucket_name"], found["location"]) == (
        "https://store.example:9000", "bucket", "a/b",
    )  # fmt: skip
    assert (found["access_key"], found["secret_key"], found["region_name"]) == ("k/ey", "s@cret", "eu-west-1")
    assert options("s3://store.example/bucket", monkeypatch)["access_key"] is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("FILES_URL", url) for url in ("", "/srv/files", "file://host/x", "file:///", "s3://k:topsecret@/x", "s3://h")),
        ("FILE_SCANNER", "clamd://"), ("FILE_SCANNER", "rm -rf topsecret"), ("FILE_MAX_MEGABYTES", "0"),
        ("FILE_MAX_MEGABYTES", "101"), ("FILE_MAX_MEGABYTES", "topsecret"),
    ],
)  # fmt: skip
def test_what_is_malformed_stops_the_start(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    env = environ.FileAwareEnv()
    with pytest.raises(SystemExit) as stopped:
        read_all(env)
    assert name in str(stopped.value)
    assert "topsecret" not in str(stopped.value)
