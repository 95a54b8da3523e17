"""The key ring: the installation's own keys, which the database never holds.

FIELD_KEYS is a list of `purpose:version:key`, the key being 32 bytes in URL-safe base64. Of each purpose the first
entry writes and all of them read, so that a key is rotated by putting a new version in front.
"""

import base64
import binascii
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from secrets import token_bytes

from django.conf import settings

PURPOSES = ("seal", "pepper", "chain")
DEMO_PREFIX = "demo"


class MalformedKeys(ValueError):
    """FIELD_KEYS cannot be read; says which entry and why, and never quotes a key."""


class MissingKey(LookupError):
    """A row names a key version that FIELD_KEYS does not hold."""


@dataclass(frozen=True, repr=False)
class Key:
    purpose: str
    version: str
    material: bytes

    @property
    def is_demo(self) -> bool:
        return self.version.startswith(DEMO_PREFIX)

    def mac(self, message: bytes) -> str:
        """HMAC-SHA-256 of `message` as 64 hexadecimal characters."""
        return hmac.digest(self.material, message, "sha256").hex()


def parse_entry(entry: str) -> Key:
    """One `purpose:version:key` as a Key. Raises MalformedKeys."""
    parts = entry.strip().split(":")
    if len(parts) != 3 or parts[0] not in PURPOSES or not parts[1]:
        raise MalformedKeys(f"each entry must be purpose:version:key with a purpose of {', '.join(PURPOSES)}")
    try:
        material = base64.urlsafe_b64decode(parts[2])
    except (binascii.Error, ValueError):
        material = b""
    if len(material) != 32:
        raise MalformedKeys(f"the key of {parts[0]}:{parts[1]} must be 32 bytes in URL-safe base64")
    return Key(parts[0], parts[1], material)


def parse(entries: Iterable[str]) -> tuple[Key, ...]:
    """All entries as Keys, in order. Raises MalformedKeys when one is malformed, doubled, or a purpose has none."""
    keys = tuple(parse_entry(entry) for entry in entries if entry.strip())
    if len({(key.purpose, key.version) for key in keys}) != len(keys):
        raise MalformedKeys("a purpose:version is given twice")
    for purpose in PURPOSES:
        if not any(key.purpose == purpose for key in keys):
            raise MalformedKeys(f"no key for {purpose}")
    return keys


def all_keys(purpose: str) -> list[Key]:
    return [key for key in settings.FIELD_KEYS if key.purpose == purpose]


def writing_key(purpose: str) -> Key:
    return all_keys(purpose)[0]


def key(purpose: str, version: str) -> Key:
    """The key of `purpose` in `version`. Raises MissingKey."""
    for candidate in all_keys(purpose):
        if candidate.version == version:
            return candidate
    raise MissingKey(f"FIELD_KEYS holds no {purpose}:{version}")


def generate(version: str) -> str:
    """A fresh FIELD_KEYS value with one random key for each purpose, all of `version`."""
    return ",".join(f"{purpose}:{version}:{base64.urlsafe_b64encode(token_bytes(32)).decode()}" for purpose in PURPOSES)
