"""One throttle for every door: who fails too often waits, longer each time.

A failure is counted under three names: whoever was named from where it came (subject and address), the address alone,
the subject alone. A password can be guessed, so `attempt` is asked before one is checked. The secrets of programs are
256 random bits, which nobody guesses: there the right one always opens, only failures are counted (`fail`), and nobody
can lock a program out by failing in its name.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from apps.common import keyring
from apps.common.addresses import neighbourhood
from apps.common.failures import FailureBucket

FREE = 10
FREE_OF_ADDRESS = 50
"""A whole office, or every program in one data centre, may share an address."""
FREE_OF_SUBJECT = 30
"""So that mistakes from two or three places are still free, and a botnet is not."""
LONGEST = timedelta(minutes=15)
QUIET = timedelta(hours=1)
"""Failures are forgotten when there was none for so long; LONGEST must fit in."""


@dataclass(frozen=True)
class Bucket:
    """Failures under one name. With `ceiling`, so many in a row close it until it is forgotten or cleared."""

    name: str
    free: int = FREE
    memory: timedelta = QUIET
    ceiling: int | None = None

    @property
    def key(self) -> str:
        return keyring.writing_key("pepper").mac(f"throttle|{self.name}".encode())

    def wait(self, failures: int) -> timedelta:
        """How long after the last of `failures` in a row the next try must wait."""
        if self.ceiling is not None and failures >= self.ceiling:
            return self.memory
        beyond = failures - self.free
        return min(timedelta(seconds=2 ** min(beyond, 20)), LONGEST) if beyond > 0 else timedelta(0)


class TooManyFailures(Exception):
    """The next try must wait for `retry_after` seconds."""

    def __init__(self, wait: timedelta) -> None:
        self.retry_after = seconds(wait)


def seconds(wait: timedelta) -> int:
    """For Retry-After: never earlier than `wait` is over."""
    return math.ceil(wait.total_seconds())


def buckets_of_program(kind: str, *, address: str | None, subject: str | None) -> list[Bucket]:
    """Where a failure of `kind` is counted; `subject` is None when nobody was named."""
    if subject is None:
        return [by_address(kind, address)]
    by_subject = Bucket(f"{kind}|subject|{subject}", FREE_OF_SUBJECT)
    return [pair(kind, subject, address), by_address(kind, address), by_subject]


def pair(kind: str, subject: str, address: str | None) -> Bucket:
    return Bucket(f"{kind}|pair|{neighbourhood(address)}|{subject}")


def by_address(kind: str, address: str | None) -> Bucket:
    return Bucket(f"{kind}|address|{neighbourhood(address)}", FREE_OF_ADDRESS)


def fail(buckets: Iterable[Bucket]) -> int:
    """Count a failure that was seen already; one query.

    Returns how many seconds to wait before the next one, which is 0 until the free ones are used up.
    """
    by_key = {bucket.key: bucket for bucket in buckets}
    counts = FailureBucket.objects.count_failure(_memories(by_key), timezone.now())
    return seconds(max(by_key[key].wait(count) for key, count in counts.items()))


def attempt(buckets: Iterable[Bucket]) -> dict[str, FailureBucket]:
    """Before a guess is checked: it counts as a failure until `succeed` takes that back; two queries.

    Returns what was counted before, by the buckets' keys. Raises TooManyFailures, without counting, while one of the
    buckets must wait.
    """
    now, by_key = timezone.now(), {bucket.key: bucket for bucket in buckets}
    before = FailureBucket.objects.of(by_key, now)
    _refuse_while(max((left(by_key[key], row, now) for key, row in before.items()), default=timedelta(0)))
    counts = FailureBucket.objects.count_failure(_memories(by_key), now)
    # Of guesses at the same moment, only the first one after a wait may go on.
    for key, count in counts.items():
        if count > 1 + (before[key].failures if key in before else 0):
            _refuse_while(by_key[key].wait(count - 1))
    return before


def succeed(cleared: Iterable[Bucket], forgiven: Iterable[Bucket] = ()) -> None:
    """The guess was right: forget what `cleared` held, and take this one attempt back from `forgiven`."""
    FailureBucket.objects.filter(key__in=[bucket.key for bucket in cleared]).delete()
    keys = [bucket.key for bucket in forgiven]
    if keys:
        FailureBucket.objects.filter(key__in=keys, failures__gt=0).update(failures=F("failures") - 1)


def _memories(by_key: dict[str, Bucket]) -> dict[str, timedelta]:
    return {key: bucket.memory for key, bucket in by_key.items()}


def left(bucket: Bucket, row: FailureBucket, now: datetime) -> timedelta:
    """How long `bucket`, of which `row` was counted, still has to wait."""
    wait = bucket.wait(row.failures)
    # A failure at this very moment may have been counted after `now` was read: where none must wait, none does.
    return row.last_at + wait - now if wait else wait


def _refuse_while(wait: timedelta) -> None:
    if wait > timedelta(0):
        raise TooManyFailures(wait)
