"""The one format of every secret, token and code: readable prefix, 256 random bits, checksum.

`<prefix>_` + base62 of 32 random bytes (43 characters) + base62 of the CRC32 of all before it (6 characters).
Garbage, and a token of the wrong type, is recognised without a query; secret scanners can verify a find offline.
"""

import hashlib
import re
import secrets
import string
import zlib
from enum import StrEnum

ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
RANDOM_LENGTH, CHECKSUM_LENGTH = 43, 6
PATTERN = re.compile(r"cnx[a-z]{2}_[0-9A-Za-z]{49}")


class Prefix(StrEnum):
    CONSUMER_SECRET = "cnxcs"  # noqa: S105 - a prefix
    API_SECRET = "cnxas"  # noqa: S105 - a prefix
    ACCESS_TOKEN = "cnxat"  # noqa: S105 - a prefix
    REFRESH_TOKEN = "cnxrt"  # noqa: S105 - a prefix
    AUTHORIZATION_CODE = "cnxac"
    GUEST_LINK = "cnxgl"


def base62(number: int, length: int) -> str:
    """`number` in base 62, most significant first, padded with "0" to `length` characters."""
    digits = ""
    while number:
        number, remainder = divmod(number, 62)
        digits = ALPHABET[remainder] + digits
    return digits.rjust(length, "0")


def checksum(text: str) -> str:
    return base62(zlib.crc32(text.encode()), CHECKSUM_LENGTH)


def new_token(prefix: Prefix) -> str:
    """A new token of 55 characters with 256 bits of the system's randomness."""
    return token_of(prefix, secrets.token_bytes(32))


def token_of(prefix: Prefix, content: bytes) -> str:
    """The token that carries these 32 bytes."""
    body = f"{prefix}_{base62(int.from_bytes(content), RANDOM_LENGTH)}"
    return body + checksum(body)


def new_key() -> str:
    """A new public identifier (client_id, API key): 20 base62 characters, no secret."""
    return "".join(secrets.choice(ALPHABET) for _ in range(20))


def is_well_formed(token: str, prefix: Prefix) -> bool:
    """Whether `token` has the shape, the type and the checksum of `prefix`; says nothing about whether it exists."""
    if not PATTERN.fullmatch(token) or not token.startswith(f"{prefix}_"):
        return False
    return token[-CHECKSUM_LENGTH:] == checksum(token[:-CHECKSUM_LENGTH])


def digest(token: str) -> str:
    """SHA-256 of `token` as 64 hexadecimal characters: enough for 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def redact(text: str) -> str:
    """`text` with every token in it cut to its prefix, so that a log line can never hold one."""
    return PATTERN.sub(lambda found: f"{found[0][:6]}[redacted]", text)
