"""The live secrets of an API key, opened: what a signature is made with, and a password compared with.

They are sealed and not digested, since Hawk needs the secret itself; so a key is looked up by its public half, and what
is held against its secrets costs the same whether there is such a key or not.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from functools import lru_cache

from apps.common import keyring
from apps.common.prepared import Prepared
from apps.common.sealing import CannotOpen
from apps.common.tokens import Prefix, new_token
from apps.connections.models import ApiKey, ApiSecret
from apps.connections.services.secrets import MAX_LIVE

logger = logging.getLogger("conexiones.key_pairs")

SECRETS: Prepared[ApiSecret] = Prepared(
    lambda key: ApiSecret.objects.filter(api_key__key=key).select_related("api_key__account"),
    account="api_key__account_id", key=str,
)  # fmt: skip

Opened = tuple[ApiSecret | None, str]
"""A secret with its plain text; None stands for nobody's, which never counts."""


def candidates(key_id: str) -> list[Opened]:
    """What may be the secret of the API key `key_id`; always as many, in one query.

    From there on the request is held to the account of the key.
    """
    return opened(secret for secret in SECRETS.all(key=key_id) if secret.is_live)


def opened(secrets: Iterable[ApiSecret]) -> list[Opened]:
    """`secrets` with their plain texts, filled up to MAX_LIVE with nobody's."""
    found: list[Opened] = list(_open_all(secrets))
    nobodys = _nobodys(keyring.writing_key("seal"))
    return found + [(None, nobodys.open()) for _ in range(MAX_LIVE - len(found))]


def _open_all(secrets: Iterable[ApiSecret]) -> Iterator[Opened]:
    for secret in secrets:
        try:
            yield secret, secret.open()
        except (CannotOpen, keyring.MissingKey):
            logger.exception("an API secret does not open", extra={"api_secret": str(secret.pk)})


@lru_cache(maxsize=1)
def _nobodys(key: keyring.Key) -> ApiSecret:
    """A secret that nobody was ever shown, sealed under `key`."""
    secret = ApiSecret(api_key=ApiKey(account_id=0))
    secret.seal(new_token(Prefix.API_SECRET))
    return secret
