"""A log that proves itself elsewhere: JSON Lines with every chained field and digest, between a first and a last line
that say where it begins and ends and cannot be made without the chain key."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from apps.audit import chain
from apps.audit.chain import CHAINED_FIELDS, Fault
from apps.audit.models import ChainHead, Transaction
from apps.common import keyring

Line = dict[str, Any]


class NoExport(ValueError):
    """The file is not what `lines` writes."""


def lines(account_id: int | None, *, since: datetime | None = None) -> Iterator[str]:
    """The transactions of the account, or of the installation for None, from `since` on; read in batches."""
    end = ChainHead.objects.filter(chain=account_id or chain.INSTALLATION).first()
    last = end.number if end else 0
    rows = Transaction.objects.chain(account_id).filter(number__lte=last)
    first = rows.filter(at__gte=since).first() if since else rows.first()
    number = first.number if first else last + 1
    previous = rows.filter(number=number - 1).values_list("digest", flat=True).first() or ""
    yield _written({"account_id": account_id, "from": number, "previous": previous})
    for row in rows.filter(number__gte=number).iterator(chunk_size=1000):
        yield _written(_entry(row))
    yield _written(_seal(account_id, number, last, end.digest if end else "", keyring.writing_key("chain")))


def verify(written: Iterable[str]) -> tuple[Line, Fault | None]:
    """The last line of an export, and the first place at which it is not whole, or None.

    Raises NoExport, MissingKey.
    """
    parsed = iter(_parsed(written))
    start = next(parsed, {})
    if "previous" not in start:
        raise NoExport("it does not begin as an export does")
    account_id, number, previous = start["account_id"], start["from"], start["previous"]
    for line in parsed:
        if "end" in line:
            return line, _fault_at_end(line, account_id, start["from"], number - 1, previous)
        row = _transaction(line)
        if (row.account_id, row.number) != (account_id, number):
            return line, Fault(account_id, number, "a transaction is missing or out of order")
        if row.digest != chain.digest(row, previous):
            return line, Fault(account_id, number, "a transaction was altered")
        number, previous = number + 1, row.digest
    return {}, Fault(account_id, number - 1, "the end of the chain was cut off")


def compare(end: Line) -> Fault | None:
    """Whether the log of this installation still ends where the export did, or goes on from there."""
    account_id, number = end["account_id"], end["end"]
    head = ChainHead.objects.filter(chain=account_id or chain.INSTALLATION).first()
    if number == 0 or (head and head.number == number and head.digest == end["digest"]):
        return None
    here = Transaction.objects.chain(account_id).filter(number=number).values_list("digest", flat=True).first()
    if here != end["digest"] or head is None or head.number < number:
        return Fault(account_id, number, "the database no longer holds what was exported")
    return None


def _entry(row: Transaction) -> Line:
    entry = {name: getattr(row, name) for name in CHAINED_FIELDS}
    return entry | {"at": row.at.isoformat(), "digest": row.digest}


def _transaction(line: Line) -> Transaction:
    try:
        return Transaction(**line | {"at": datetime.fromisoformat(line["at"])})
    except (KeyError, TypeError, ValueError) as error:
        raise NoExport("a line is no transaction") from error


def _seal(account_id: int | None, start: int, end: int, digest: str, key: keyring.Key) -> Line:
    mac = key.mac(f"export|{account_id or chain.INSTALLATION}|{start}|{end}|{digest}".encode())
    return {
        "account_id": account_id,
        "from": start,
        "end": end,
        "digest": digest,
        "key_version": key.version,
        "mac": mac,
    }


def _fault_at_end(line: Line, account_id: int | None, start: int, number: int, digest: str) -> Fault | None:
    # From nothing to nothing there is no digest to go by but that of the line before the first.
    expected = _seal(account_id, start, number, digest, keyring.key("chain", str(line.get("key_version"))))
    return None if line == expected else Fault(account_id, number, "the end of the chain was cut off")


def _written(line: Line) -> str:
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"


def _parsed(written: Iterable[str]) -> Iterator[Line]:
    for text in written:
        try:
            line = json.loads(text)
        except ValueError as error:
            raise NoExport("a line is not JSON") from error
        if not isinstance(line, dict):
            raise NoExport("a line is no object")
        yield line
