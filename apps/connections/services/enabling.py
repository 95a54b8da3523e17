"""Disabling consumers, taking that back for a while, and enabling them with no tokens.

A disabled consumer is refused by every door from the next request on. Its tokens wait for UNDO_FOR, so that a program
that was disabled by mistake goes on as if nothing had happened; then they are gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.audit.actors import Actor
from apps.audit.record import Changes, record_each
from apps.connections.models import Consumer
from apps.connections.models.consumer import ConsumerQuerySet
from apps.connections.models.restorable import cut_values
from apps.connections.services.tokens import revoke_tokens_of_consumers

RESTORED: Changes = {"restored": [False, True]}
"""With the tokens that it had, as against being enabled without any."""


def disable_consumer(*, consumer: Consumer, by: Actor) -> None:
    """Refuse the consumer from the very next request on; it can be restored for UNDO_FOR."""
    disable_consumers(consumers=[consumer], by=by)


@transaction.atomic
def disable_consumers(*, consumers: Iterable[Consumer], by: Actor) -> list[Consumer]:
    """Refuse each of `consumers` that is enabled. Returns those, in as many queries however many they are."""
    found = _locked(consumers).filter(is_enabled=True)
    return _change(consumers, list(found), "consumer_disabled", by, cut_values(timezone.now(), is_enabled=False))


def enable_consumer(*, consumer: Consumer, by: Actor) -> None:
    """Let the consumer in again, with no tokens."""
    enable_consumers(consumers=[consumer], by=by)


@transaction.atomic
def enable_consumers(*, consumers: Iterable[Consumer], by: Actor) -> list[Consumer]:
    """Let in each of `consumers` that is disabled, with no tokens; what was issued just before it was disabled dies.

    Returns those that were disabled.
    """
    found = list(_locked(consumers).filter(is_enabled=False))
    revoke_tokens_of_consumers(found)
    return _change(consumers, found, "consumer_enabled", by, {"is_enabled": True, "restorable_until": None})


@transaction.atomic
def restore_consumers(*, consumers: Iterable[Consumer], by: Actor) -> list[Consumer]:
    """Let in again, with the very tokens they had, those of `consumers` that were disabled within UNDO_FOR.

    Returns them: none when it is too late, or when somebody has enabled them already.
    """
    found = _locked(consumers).filter(is_enabled=False).restorable()
    values = {"is_enabled": True, "restorable_until": None}
    return _change(consumers, list(found), "consumer_enabled", by, values, RESTORED)


def _locked(consumers: Iterable[Consumer]) -> ConsumerQuerySet:
    """In one order, so that two who lock several cannot wait for each other. No key: see `lock_consumer`."""
    rows = Consumer.objects.select_for_update(of=("self",), no_key=True).select_related("account")
    return rows.filter(pk__in=[consumer.pk for consumer in consumers]).order_by("pk")


def _change(
    asked: Iterable[Consumer], found: list[Consumer], event: str, by: Actor, values: dict[str, Any],
    changes: Changes | None = None,
) -> list[Consumer]:  # fmt: skip
    """Write `values` to all of `found`, and onto the objects that the caller holds."""
    keys = {consumer.pk for consumer in found}
    Consumer.objects.filter(pk__in=keys).update(**values)
    for consumer in (*asked, *found):
        if consumer.pk in keys:
            consumer.__dict__.update(values)
    _record(event, found, by, changes or {})
    return found


def _record(event: str, found: Sequence[Consumer], by: Actor, changes: Changes) -> None:
    for account in {consumer.account for consumer in found}:
        targets = [(consumer, changes) for consumer in found if consumer.account == account]
        record_each(f"api_connections.{event}", account=account, actor=by, targets=targets)
