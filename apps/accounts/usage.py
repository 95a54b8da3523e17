"""How much of what its plan allows an account uses. Each app registers what it can count:

usage.register(usage.Measure("users", _("Active users"), active_users, limit="users_limit"))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Account, User
from apps.accounts.plan import MEGABYTE
from apps.common import counting

NEAR = 0.8
"""From this part of a limit on, it is said that it is near."""


@dataclass(frozen=True)
class Measure:
    """`count` costs the same however much there is; `limit` is the field of the account that holds the most of it.

    `starts_over` says when what is used is nothing again, for what is limited in a time. `in_bytes` counts bytes, whose
    limit is in megabytes.
    """

    name: str
    label: str | Promise
    count: Callable[[Account], int]
    limit: str
    starts_over: Callable[[Account], datetime] | None = None
    in_bytes: bool = False

    def most(self, account: Account) -> int | None:
        """Of what is counted; None for without a limit."""
        limit: int | None = getattr(account, self.limit)
        return limit * MEGABYTE if limit is not None and self.in_bytes else limit


@dataclass(frozen=True)
class Usage:
    """`used` of at most `limit`; None for without a limit. `starts_over` is None for what nothing but a deed frees."""

    name: str
    label: str | Promise
    used: int
    limit: int | None
    starts_over: datetime | None = None
    in_bytes: bool = False

    @property
    def percent(self) -> int | None:
        """Of the limit, rounded down; of none that is 0, everything."""
        if self.limit is None:
            return None
        return self.used * 100 // self.limit if self.limit else 100

    @property
    def is_near(self) -> bool:
        return self.limit is not None and not self.is_reached and self.used >= self.limit * NEAR

    @property
    def is_reached(self) -> bool:
        return self.limit is not None and self.used >= self.limit

    @property
    def near_from(self) -> float:
        return (self.limit or 0) * NEAR


_measures: dict[str, Measure] = {}


def register(measure: Measure) -> None:
    _measures[measure.name] = measure


def of(account: Account) -> list[Usage]:
    """In the order of registration."""
    return [_used(one, account) for one in _measures.values()]


def _used(one: Measure, account: Account) -> Usage:
    starts_over = one.starts_over(account) if one.starts_over else None
    return Usage(one.name, one.label, one.count(account), one.most(account), starts_over, one.in_bytes)


def active_users(account: Account) -> int:
    return counting.total(User, account, {"is_active": True}) or 0


register(Measure("users", _("Active users"), active_users, limit="users_limit"))


def bytes_of_files(account: Account) -> int:
    """Of all that the account's people and guests have sent, every version of it; its archives are not among them."""
    return counting.sum_of("size", account)


register(Measure("storage", _("Storage of files"), bytes_of_files, limit="storage_megabytes", in_bytes=True))
