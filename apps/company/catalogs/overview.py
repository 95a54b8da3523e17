"""The catalogs of an account, each with what it says of it and how many entries it has."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from apps.accounts.models import Account
from apps.company import catalogs
from apps.company.catalogs import Kind
from apps.company.models import Catalog


@dataclass(frozen=True)
class Overview:
    """`is_closed`: once it has entries, nothing else is accepted where it is used."""

    kind: Kind
    is_closed: bool
    entries: int
    active: int

    @property
    def is_binding(self) -> bool:
        return self.is_closed and self.entries > 0

    @property
    def used_in(self) -> list[str]:
        """The fields that take their values from it, in words."""
        return [use.label for use in self.kind.uses]


def overview(account: Account, only: str = "") -> list[Overview]:
    """Every catalog of the registry, or `only` this one; in one query. A catalog has few entries: they are counted."""
    counts = {"number": Count("entries"), "active": Count("entries", filter=Q(entries__is_active=True))}
    rows = Catalog.objects.of(account).filter(**({"name": only} if only else {})).annotate(**counts)
    found = {row["name"]: row for row in rows.values("name", "is_closed", *counts)}
    kinds = [kind for kind in catalogs.every() if only in ("", kind.name)]
    return [_of(kind, found.get(kind.name)) for kind in kinds]


def _of(kind: Kind, row: dict[str, object] | None) -> Overview:
    if row is None:
        return Overview(kind, is_closed=True, entries=0, active=0)
    return Overview(kind, bool(row["is_closed"]), int(str(row["number"])), int(str(row["active"])))
