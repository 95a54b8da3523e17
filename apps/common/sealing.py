"""Sealing: a short secret that must be read again, encrypted with AES-256-GCM and bound to its place.

The associated data names purpose, account, row and field, so that a sealed value copied to another row does not open.
Form at rest: `version$base64(nonce + ciphertext)`.
"""

import base64
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from apps.common import keyring

ALGORITHM = "AES-256-GCM"
NONCE_BYTES = 12


class CannotOpen(ValueError):
    """The sealed value was altered, or belongs to another place."""


def _associated_data(version: str, place: str) -> bytes:
    return f"{ALGORITHM}|{version}|{place}".encode()


@lru_cache(maxsize=16)
def _cipher(key: keyring.Key) -> AESGCM:
    """Ready for use: making it costs more than what it then does."""
    return AESGCM(key.material)


def seal(plain: str, *, place: str) -> str:
    """`plain` sealed under the writing key. `place` says where it lives, e.g. "api_secret|account=1|row=…|secret"."""
    key = keyring.writing_key("seal")
    nonce = secrets.token_bytes(NONCE_BYTES)
    ciphertext = _cipher(key).encrypt(nonce, plain.encode(), _associated_data(key.version, place))
    return f"{key.version}${base64.b64encode(nonce + ciphertext).decode()}"


def open_sealed(sealed: str, *, place: str) -> str:
    """The plain text of `sealed`. Raises CannotOpen, or keyring.MissingKey."""
    version, _, encoded = sealed.partition("$")
    key = keyring.key("seal", version)
    try:
        raw = base64.b64decode(encoded)
        plain = _cipher(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _associated_data(version, place))
    except (InvalidTag, ValueError) as error:
        raise CannotOpen(place) from error
    return plain.decode()
