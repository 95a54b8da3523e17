"""Signing requests as the holder of an API key does, with our own functions (mohawk is in tests/flows)."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from django.test import Client

from apps.connections import hawk


@dataclass(frozen=True)
class Signer:
    """A program that signs with `key`; `public` is the origin that it signs for."""

    key_id: str
    key: str
    public: str = "http://localhost"

    def target(self, method: str, path: str) -> hawk.Target:
        parts = urlsplit(self.public)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
        return hawk.Target(method, path.encode(), parts.hostname or "", port)

    def sign(self, method: str, path: str, **attributes: str) -> str:
        given = {"id": self.key_id, "ts": str(int(time.time())), "nonce": secrets.token_hex(3)} | attributes
        header = hawk.Header(mac="", **given)
        return written(replace(header, mac=hawk.request_mac(self.key, header, self.target(method, path))))

    def call(self, method: str, path: str, body: str = "", **attributes: str) -> Any:
        return send(method, path, self.sign(method, path, **attributes), body)


def written(header: hawk.Header) -> str:
    return "Hawk " + ", ".join(f'{name}="{value}"' for name, value in vars(header).items() if value)


def refused(response: Any) -> bool:
    """Whether it was refused as every wrong signature is, with nothing in it that helps a forger."""
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Hawk"
    assert response.json()["code"] == "invalid_signature"
    assert "Server-Authorization" not in response
    return True


def send(method: str, path: str, authorization: str, body: str = "", **extra: Any) -> Any:
    client = Client(raise_request_exception=False)
    headers = {"Authorization": authorization}
    return client.generic(method, path, data=body, content_type="application/json", headers=headers, **extra)
