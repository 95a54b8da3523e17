"""HTTP Hawk, version 1, SHA-256: reading the header and making its MACs (github.com/mozilla/hawk, API.md).

Only functions of their arguments; which keys exist and which nonces were used is for services/hawk.py.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass

SCHEME = "Hawk"
MAX_LENGTH = 4096
SKEW_SECONDS = 60
REQUIRED = ("id", "ts", "nonce", "mac")
ATTRIBUTES = (*REQUIRED, "ext", "hash", "app", "dlg")
# The characters that API.md allows in a value; without quotes, backslashes and controls nothing needs escaping.
ATTRIBUTE = re.compile(r'([a-z]+)="([ \w!#$%&\'()*+,\-./:;<=>?@\[\]^`{|}~]*)"', re.ASCII)
SEPARATOR = re.compile(r"[ \t]*,[ \t]*")
TIMESTAMP = re.compile(r"[1-9][0-9]{0,10}")
MAX_NAME = 128


class Malformed(ValueError):
    """The header is not what API.md describes."""


@dataclass(frozen=True)
class Header:
    """The attributes of an Authorization header; those not sent are empty."""

    id: str
    ts: str
    nonce: str
    mac: str
    ext: str = ""
    hash: str = ""
    app: str = ""
    dlg: str = ""


@dataclass(frozen=True)
class Target:
    """What is signed besides the header: `resource` is path and query as sent, host and port the public ones."""

    method: str
    resource: bytes
    host: str
    port: int


def parse(header: str) -> Header:
    """The attributes of `header`, in whatever order. Raises Malformed."""
    scheme, _, rest = header.partition(" ")
    if scheme.lower() != SCHEME.lower() or len(header) > MAX_LENGTH:
        raise Malformed
    attributes = _attributes(rest.strip(" \t"))
    if not all(attributes.get(name) for name in REQUIRED):
        raise Malformed
    if not TIMESTAMP.fullmatch(attributes["ts"]) or len(attributes["nonce"]) > MAX_NAME:
        raise Malformed
    # A delegation is only signed together with an application.
    if "dlg" in attributes and not attributes.get("app"):
        raise Malformed
    return Header(**attributes)


def _attributes(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    position = 0
    while match := ATTRIBUTE.match(text, position):
        name, value = match.groups()
        if name not in ATTRIBUTES or name in found:
            raise Malformed
        found[name] = value
        separator = SEPARATOR.match(text, match.end())
        if not separator:
            position = match.end()
            break
        position = separator.end()
    if position != len(text) or not found or text.endswith(","):
        raise Malformed
    return found


def request_mac(key: str, header: Header, target: Target) -> str:
    """What the `mac` of a request must be (base64)."""
    return _mac(key, "header", header, target, header.hash, header.ext)


def response_mac(key: str, header: Header, target: Target, payload_hash: str) -> str:
    """The `mac` of the answer to that request (base64)."""
    return _mac(key, "response", header, target, payload_hash, "")


def _mac(key: str, kind: str, header: Header, target: Target, payload_hash: str, ext: str) -> str:
    before = f"hawk.1.{kind}\n{header.ts}\n{header.nonce}\n{target.method.upper()}\n"
    after = f"\n{target.host.lower()}\n{target.port}\n{payload_hash}\n{ext}\n"
    if header.app:
        after += f"{header.app}\n{header.dlg}\n"
    return _hmac(key, before.encode() + target.resource + after.encode())


def payload_hash(content_type: str, body: bytes) -> str:
    """The `hash` of a body (base64); of the content type only the media type counts."""
    media_type = content_type.partition(";")[0].strip().lower()
    message = b"hawk.1.payload\n" + media_type.encode() + b"\n" + body + b"\n"
    return base64.b64encode(hashlib.sha256(message).digest()).decode()


def timestamp_mac(key: str, ts: int) -> str:
    """The `tsm` that proves to a key holder that `ts`, seconds since 1970, is the server's own clock."""
    return _hmac(key, f"hawk.1.ts\n{ts}\n".encode())


def matches(expected: str, given: str) -> bool:
    return hmac.compare_digest(expected.encode(), given.encode())


def _hmac(key: str, message: bytes) -> str:
    return base64.b64encode(hmac.digest(key.encode(), message, "sha256")).decode()
