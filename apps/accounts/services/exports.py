"""Taking data out as a file, which changes nothing and is put on the record all the same."""

from __future__ import annotations

from apps.accounts.models import Account
from apps.audit.actors import Actor
from apps.audit.record import record


def note_export(*, account: Account | None, by: Actor, name: str, query: str) -> None:
    """`by` is about to be given the list `name`, filtered by `query` as it stands in the page's address."""
    changes = {"list": [None, name], "filter": [None, query[:500]]}
    record("account.list_exported", account=account, actor=by, changes=changes)
