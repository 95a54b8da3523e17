"""record(): the only way into the transactions log, called inside the database transaction of the change itself."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction as database
from django.db.models import Model
from django.utils.encoding import force_str

from apps.audit import chain
from apps.audit.actors import Actor
from apps.audit.events import EVENTS
from apps.audit.models import Transaction
from apps.common import request_id

if TYPE_CHECKING:
    from apps.accounts.models import Account

logger = logging.getLogger("conexiones.audit")

Changes = dict[str, list[Any]]


def diff(before: dict[str, Any], after: dict[str, Any]) -> Changes:
    """The fields that differ, each as [before, after], in words that JSON can hold."""
    names = [name for name in after if before.get(name) != after[name]]
    return {name: [plain(before.get(name)), plain(after[name])] for name in names}


def plain(value: Any) -> Any:
    """`value` as JSON can hold it: numbers, booleans, None and lists stay, everything else becomes text."""
    if isinstance(value, (list, tuple, set, frozenset)):
        return sorted(force_str(entry) for entry in value)
    return value if isinstance(value, (int, float, bool, type(None))) else force_str(value)


@database.atomic
def record(
    event: str,
    *,
    account: Account | None,
    actor: Actor,
    target: Model | None = None,
    changes: Changes | None = None,
) -> Transaction:
    """Append `event` ("module.action", the action in the past tense) to the account's chain and return it.

    It joins the database transaction that is open; a refusal, which changes nothing, is recorded in one of its own.
    """
    entry = _entry(event, account, actor, changes or {})
    if target is not None:
        _name_target(entry, target)
    _append([entry])
    return entry


@database.atomic
def record_each(event: str, *, account: Account | None, actor: Actor, targets: Iterable[tuple[Model, Changes]]) -> None:
    """Append `event` once for each target with its changes, in as many queries as one takes."""
    entries = []
    for target, changes in targets:
        entries.append(_entry(event, account, actor, changes))
        _name_target(entries[-1], target)
    if entries:
        _append(entries)


def _entry(event: str, account: Account | None, actor: Actor, changes: Changes) -> Transaction:
    module, _, action = event.partition(".")
    kind = EVENTS[event].kind if event in EVENTS else ""
    return Transaction(
        account_id=account.pk if account else None, module=module, action=action, kind=kind, changes=changes,
        actor_kind=actor.kind.value, actor_id=actor.id, actor_name=actor.name[:255], actor_email=actor.email,
        address=actor.address, request_id=request_id.current.get(),
    )  # fmt: skip


def _name_target(entry: Transaction, target: Model) -> None:
    entry.target_type = target._meta.model_name or ""
    entry.target_id = str(target.pk)
    entry.target_name = str(target)[:255]


def _append(entries: list[Transaction]) -> None:
    chain.link(*entries)
    Transaction.objects.bulk_create(entries)
    database.on_commit(partial(_anchor, entries))


def _anchor(entries: list[Transaction]) -> None:
    """The head in the log stream: whoever cuts off the end of a chain would have to reach the logs as well."""
    fields = ("account_id", "number", "digest", "module", "action")
    for entry in entries:
        logger.info("transaction", extra={"transaction": {name: getattr(entry, name) for name in fields}})
