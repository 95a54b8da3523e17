"""What every answer and every log line carries."""

import io
import json
import logging
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from apps.common import request_id
from apps.common.logging import RequestLineFormatter
from apps.common.tokens import Prefix, new_token


def log_line(message: str, **extra: object) -> dict[str, object]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(RequestLineFormatter())
    handler.emit(logging.makeLogRecord({"msg": message, "levelname": "INFO", "name": "test", **extra}))
    line: dict[str, object] = json.loads(stream.getvalue())
    return line


@pytest.mark.django_db
def test_every_answer_carries_the_request_id_that_was_offered(client: Client) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "abc-12345"})["X-Request-ID"] == "abc-12345"


@pytest.mark.django_db
@pytest.mark.parametrize("offered", ["", "short", "with blank and more", "x" * 65, "new\nline-12345"])
def test_a_harmful_request_id_is_replaced(client: Client, offered: str) -> None:
    chosen = client.get("/healthz", headers={"X-Request-ID": offered})["X-Request-ID"]
    assert chosen != offered
    assert request_id.ACCEPTABLE.fullmatch(chosen)


@pytest.mark.django_db
def test_answers_are_not_kept_framed_or_sniffed(client: Client) -> None:
    headers = client.get("/healthz").headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "default-src 'self'" in headers["Content-Security-Policy"]


def test_a_log_line_is_json_with_its_request_id() -> None:
    token = request_id.current.set("request-0001")
    try:
        line = log_line("something happened", account_id=7)
    finally:
        request_id.current.reset(token)
    assert line["request_id"] == "request-0001"
    assert line["message"] == "something happened"
    assert line["account_id"] == 7


def test_R084_a_log_line_never_holds_a_token() -> None:
    secret = new_token(Prefix.CONSUMER_SECRET)
    assert secret not in json.dumps(log_line(f"tried {secret}", detail=secret))


def test_R084_a_line_break_cannot_forge_a_log_line() -> None:
    assert log_line('one\n{"message": "two"}')["message"] == 'one\n{"message": "two"}'


def test_R084_a_traceback_in_the_log_holds_no_token_either() -> None:
    secret = new_token(Prefix.ACCESS_TOKEN)
    try:
        raise ValueError(f"cannot read {secret}")
    except ValueError as error:
        line = log_line("unexpected", exc_info=(type(error), error, error.__traceback__))
    assert secret not in json.dumps(line)
    assert "cannot read cnxat_[redacted]" in json.dumps(line)


def test_R084_every_logger_that_is_configured_writes_through_the_redacting_formatter() -> None:
    configured: dict[str, Any] = settings.LOGGING
    assert {handler["formatter"] for handler in configured["handlers"].values()} == {"json"}
    assert configured["formatters"]["json"]["()"] == "apps.common.logging.RequestLineFormatter"
    # What comes by the web server's own log is the request line, which holds a code on its way back; it is off.
    assert "accesslog" not in (settings.BASE_DIR / "gunicorn.conf.py").read_text()
    assert "--access-log" not in (settings.BASE_DIR / "Dockerfile").read_text()
