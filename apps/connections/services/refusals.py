"""Noting what was refused, for the account that owns the consumer or the API key."""

from __future__ import annotations

import logging
from typing import Any

from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from apps.connections.models import ApiKey, Consumer, Refusal

logger = logging.getLogger("conexiones.refusals")

# One statement, which looks the caller up as well: somebody unknown costs the same, and nothing is written for them.
NOTE = """
INSERT INTO {refusals} (account_id, consumer_id, caller, reason, detail, minute, count, address)
SELECT known.account_id, {consumer_id}, known.{name}, %s, {detail}, %s, 1, %s
FROM {callers} known WHERE known.{name} = %s
ON CONFLICT (caller, reason, detail, minute) DO UPDATE SET count = {refusals}.count + 1, address = excluded.address
"""
# Whatever else was wrong, a disabled consumer is refused because it is disabled.
OF_CONSUMER = {"consumer_id": "known.id", "detail": "CASE WHEN known.is_enabled THEN %s ELSE 'disabled' END"}
OF_API_KEY = {"consumer_id": "NULL", "detail": "%s"}


def refuse_consumer(client_id: str, reason: str, *, detail: str = "", address: str | None) -> None:
    """Count a refusal of the consumer whose key `client_id` is; of an unknown one nothing is kept.

    `reason` is the word that the caller was answered, `detail` what only the account learns. Never fails: a refusal
    stays the refusal that it is, even when nothing can be written.
    """
    _note(Consumer, "client_id", client_id, (reason, detail), address)


def refuse_api_key(key: str, reason: str, *, detail: str = "", address: str | None) -> None:
    """The same, for an account's API key."""
    _note(ApiKey, "key", key, (reason, detail), address)


def _note(callers: type[models.Model], name: str, caller: str, why: tuple[str, str], address: str | None) -> None:
    differing = OF_CONSUMER if callers is Consumer else OF_API_KEY
    tables = {"refusals": Refusal._meta.db_table, "callers": callers._meta.db_table}
    statement = NOTE.format(name=name, **differing, **tables)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [*why, *_stored(address), caller])
    except DatabaseError:
        logger.warning("a refusal was not noted", exc_info=True, extra={"reason": why[0]})


def _stored(address: str | None) -> list[Any]:
    """This minute, and `address`, as this database keeps them."""
    values = {"minute": timezone.now().replace(second=0, microsecond=0), "address": address}
    fields = {field.name: field for field in Refusal._meta.concrete_fields}
    return [fields[name].get_db_prep_value(value, connection) for name, value in values.items()]
