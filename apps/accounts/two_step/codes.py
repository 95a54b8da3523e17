"""Codes that one types: of an authenticator app (RFC 6238), and those that are kept for the day it is lost."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import struct
import time
from urllib.parse import quote, urlencode

from django.utils.crypto import constant_time_compare

SECRET_BYTES = 20
"""As RFC 4226 section 4 recommends."""
STEP_SECONDS = 30
DRIFT = 1
"""Steps before and after now whose code is taken too: clocks differ (RFC 6238 section 5.2)."""
DIGITS = 6
ISSUER = "Conexiones"
RECOVERY_CODES = 10
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
RECOVERY_LENGTH = 12
"""Characters of READABLE: 59 bits, and in the database only a sealed digest."""
FILLING = re.compile(r"[^0-9a-z]")


def new_secret() -> str:
    """Base32, as apps take it."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def in_groups(secret: str) -> str:
    """`secret` as people read it out."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def app_url(secret: str, email: str) -> str:
    """What the QR code says (the Key Uri Format that apps share)."""
    parts = {"secret": secret, "issuer": ISSUER, "digits": DIGITS, "period": STEP_SECONDS}
    return f"otpauth://totp/{quote(f'{ISSUER}:{email}')}?{urlencode(parts)}"


def code_at(secret: str, step: int) -> str:
    """The code of one time step (RFC 4226 section 5.3)."""
    mac = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    offset = mac[-1] & 15
    number: int = struct.unpack(">I", mac[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_now() -> int:
    return int(time.time()) // STEP_SECONDS


def matching_step(secret: str, typed: str) -> int | None:
    """The time step whose code was typed, if it is one of those that count now."""
    code, now = plain(typed), step_now()
    steps = [step for step in range(now - DRIFT, now + DRIFT + 1) if constant_time_compare(code_at(secret, step), code)]
    return steps[-1] if steps else None


def new_recovery_codes() -> list[str]:
    return ["".join(secrets.choice(READABLE) for _ in range(RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)]


def written(code: str) -> str:
    """A recovery code as it is shown: "abcd-efgh-jkmn"."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def plain(typed: str) -> str:
    """What was typed, without the hyphens, blanks and capitals in which it may come."""
    return FILLING.sub("", typed.lower())


def digest_of(typed: str) -> str:
    return hashlib.sha256(plain(typed).encode()).hexdigest()
