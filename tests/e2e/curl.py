"""A program in another process: the command that the README shows, against the server that the browser sees."""

from __future__ import annotations

import json
import subprocess
from typing import Any

from tests.api.hawk_helpers import Signer


def curl(*arguments: str) -> tuple[int, Any]:
    """The status, and the JSON of the answer."""
    command = ["curl", "--silent", "--show-error", "--write-out", r"\n%{http_code}", *arguments]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    body, _, status = output.rpartition("\n")
    return int(status), json.loads(body)


def ask_for_token(origin: str, key: str, secret: str) -> tuple[int, Any]:
    return curl("--user", f"{key}:{secret}", "--data", "grant_type=client_credentials", f"{origin}/oauth/token")


def token(origin: str, key: str, secret: str) -> str:
    status, answer = ask_for_token(origin, key, secret)
    assert status == 200, answer
    return str(answer["access_token"])


def get(url: str, bearer: str) -> tuple[int, Any]:
    return curl("--header", f"Authorization: Bearer {bearer}", url)


def get_signed(origin: str, path: str, key: str, secret: str) -> tuple[int, Any]:
    return curl("--header", f"Authorization: {Signer(key, secret).sign('GET', path)}", origin + path)
