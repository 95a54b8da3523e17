"""HTTP Basic with the account's API key pair (RFC 7617), for accounts that allow it."""

from __future__ import annotations

import hmac
import re

from apps.common.tokens import Prefix, is_well_formed
from apps.connections.models import ApiSecret
from apps.connections.services.key_pairs import candidates

KEY = re.compile(r"[0-9A-Za-z]{1,40}")


class Refused(Exception):
    """The pair opens nothing. Why, only the account of the API key `key` may learn."""

    def __init__(self, why: str, key: str) -> None:
        self.why, self.key = why, key


def is_pair(key: str, plain: str) -> bool:
    """Whether this could be a key pair at all; anything else needs no look-up."""
    return KEY.fullmatch(key) is not None and is_well_formed(plain, Prefix.API_SECRET)


def verify(*, key: str, plain: str) -> ApiSecret:
    """The live secret that `plain` is. Raises Refused, at the same cost for whatever reason."""
    found = [secret for secret, own in candidates(key) if hmac.compare_digest(own.encode(), plain.encode()) and secret]
    if not found or not found[0].api_key.account.is_active:
        raise Refused("wrong_secret", key)
    if not found[0].api_key.account.allows_basic:
        raise Refused("basic_not_allowed", key)
    return found[0]
