"""Refused files in the transactions log: what hardly happens to an honest one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from functools import partial
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Model

from apps.audit.actors import Actor
from apps.audit.record import record
from apps.common.afterwards import afterwards
from apps.common.files.refusals import FileRefused
from apps.common.plain_text import one_line

if TYPE_CHECKING:
    from apps.accounts.models import Account


@contextmanager
def recording_refusals(
    event: str, *, account: Account, by: Actor, name: str, target: Model | None = None
) -> Iterator[None]:
    """Records `event` when a file with the given `name` is refused inside, after whatever was begun is undone."""
    try:
        yield
    except FileRefused as refused:
        if refused.is_told:
            changes = {"file_name": [None, one_line(name)[:120]], "reason": [None, refused.reason.value]}
            found = {"found": [None, one_line(refused.found)]} if refused.found else {}
            _record(partial(record, event, account=account, actor=by, target=target, changes=changes | found))
        raise


def _record(tell: Callable[[], object]) -> None:
    """Inside a transaction, which the refusal is about to undo, it is recorded outside of it."""
    if connection.in_atomic_block:
        afterwards(partial(copy_context().run, tell))
    else:
        tell()
