"""The chain: each transaction's digest is an HMAC over its own words and the digest of the one before."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from apps.audit.models import ChainHead, Transaction
from apps.common import keyring

CHAINED_FIELDS = (
    "account_id",
    "number",
    "at",
    "actor_kind",
    "actor_id",
    "actor_name",
    "actor_email",
    "address",
    "request_id",
    "module",
    "action",
    "target_type",
    "target_id",
    "target_name",
    "changes",
    "key_version",
)
INSTALLATION = 0


Place = tuple[int, str]
"""A link of the chain: its number and its digest."""
START: Place = (0, "")


@dataclass(frozen=True)
class Fault:
    """The first place at which a chain is not whole; `account_id` is None for the installation's own chain."""

    account_id: int | None
    number: int
    reason: str


def digest(transaction: Transaction, previous: str) -> str:
    """The digest of `transaction` after `previous` (64 hexadecimal characters, or "" for the first of its chain)."""
    words = {name: getattr(transaction, name) for name in CHAINED_FIELDS}
    words["at"] = transaction.at.isoformat()
    message = json.dumps([previous, words], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return keyring.key("chain", transaction.key_version).mac(message.encode())


def lock_head(account_id: int | None) -> ChainHead:
    """The head of the account's chain, locked until the surrounding database transaction ends."""
    chain = account_id or INSTALLATION
    heads = ChainHead.objects.select_for_update()
    head = heads.filter(chain=chain).first()
    if head is None:
        ChainHead.objects.bulk_create([ChainHead(chain=chain)], ignore_conflicts=True)
        head = heads.get(chain=chain)
    return head


def link(*transactions: Transaction) -> None:
    """Make `transactions`, of one account and not saved yet, the last of its chain, in their order."""
    head, version = lock_head(transactions[0].account_id), keyring.writing_key("chain").version
    for transaction in transactions:
        transaction.number, transaction.key_version = head.number + 1, version
        transaction.digest = digest(transaction, head.digest)
        head.number, head.digest = transaction.number, transaction.digest
    head.save(update_fields=["number", "digest"])


def verify(account_id: int | None) -> Fault | None:
    """None when the account's chain is whole, else its first fault. Reads the chain once, in batches."""
    return read(account_id)[1]


def end_of(account_id: int | None) -> Place:
    """The number and the digest with which the chain ends, as its head has them."""
    head = ChainHead.objects.filter(chain=account_id or INSTALLATION).first()
    return (head.number, head.digest) if head else START


def read(account_id: int | None, start: Place = START, at_most: int | None = None) -> tuple[Place, Fault | None]:
    """How far the chain is whole behind `start`, and why not further; at most `at_most` transactions are read."""
    # The end is read first: what is appended while the chain is read is no fault.
    end, place, is_end_seen = end_of(account_id), start, False
    for number, (transaction, expected) in enumerate(_links(account_id, start, at_most), start=start[0] + 1):
        if transaction.number != number:
            return place, Fault(account_id, number, "a transaction is missing or out of order")
        if transaction.digest != expected:
            return place, Fault(account_id, number, "a transaction was altered")
        place = (number, transaction.digest)
        is_end_seen = is_end_seen or place == end
    if is_end_seen or (place[0], "") == end or place[0] - start[0] == at_most:
        return place, None
    return place, Fault(account_id, place[0], "the end of the chain was cut off")


def key_versions() -> list[str]:
    """The key versions that transactions name, in one step of the index for each, however long the log is."""
    found: list[str] = []
    while True:
        later = Transaction.objects.order_by("key_version").filter(key_version__gt=found[-1] if found else "")
        version = later.values_list("key_version", flat=True).first()
        if version is None:
            return found
        found.append(version)


def _links(
    account_id: int | None, start: Place = START, at_most: int | None = None
) -> Iterator[tuple[Transaction, str]]:
    number, previous = start
    rows = Transaction.objects.chain(account_id).filter(number__gt=number)[:at_most]
    for transaction in rows.iterator(chunk_size=1000):
        yield transaction, digest(transaction, previous)
        previous = transaction.digest
