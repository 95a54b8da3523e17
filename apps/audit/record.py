"""record(): the only way into the transactions log, called inside the database transaction of the change itself."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction as database
from django.db.models import Model
from django.utils.encoding import force_str

from apps.audit import chain
from apps.audit.actors import Actor
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
    return _append(entry)


def _entry(event: str, account: Account | None, actor: Actor, changes: Changes) -> Transaction:
    module, _, action = event.partition(".")
    return Transaction(
        account_id=account.pk if account else None, module=module, action=action, changes=changes,
        actor_kind=actor.kind.value, actor_id=actor.id, actor_name=actor.name[:255], actor_email=actor.email,
        address=actor.address, request_id=request_id.current.get(),
    )  # fmt: skip


def _name_target(entry: Transaction, target: Model) -> None:
    entry.target_type = target._meta.model_name or ""
    entry.target_id = str(target.pk)
    entry.target_name = str(target)[:255]


def _append(entry: Transaction) -> Transaction:
    chain.link(entry)
    entry.save(force_insert=True)
    database.on_commit(partial(_anchor, entry))
    return entry


def _anchor(entry: Transaction) -> None:
    """The head in the log stream: whoever cuts off the end of a chain would have to reach the logs as well."""
    fields = ("account_id", "number", "digest", "module", "action")
    logger.info("transaction", extra={"transaction": {name: getattr(entry, name) for name in fields}})
