"""The tokens that follow a refresh token: a client that lost the answer gets them again, though nothing was kept."""

from __future__ import annotations

from apps.common import keyring
from apps.common.tokens import Prefix, token_of


def successor(prefix: Prefix, used: str) -> str:
    """The token that follows the refresh token `used`: the same each time, and unknown to whoever lacks the pepper."""
    return successors(prefix, used)[0]


def successors(prefix: Prefix, used: str) -> list[str]:
    """The same under every pepper, the writing one first: a pepper may be rotated between an answer and its retry."""
    message = f"successor|{prefix}|{used}".encode()
    return [token_of(prefix, bytes.fromhex(key.mac(message))) for key in keyring.all_keys("pepper")]
