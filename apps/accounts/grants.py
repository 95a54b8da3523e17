"""Which groups give something in a module."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from apps.accounts.models import Account, PermissionGroup

READ = 1000
"""So many groups of an account are looked into; of more it is only said that there are more."""


@dataclass(frozen=True)
class Group:
    pk: int
    name: str
    modules: frozenset[str]


def groups_by_name(account: Account) -> list[Group]:
    """The account's groups, each with the modules in which it gives something; one query."""
    rows = PermissionGroup.objects.of(account).order_by("name").values_list("pk", "name", "permissions")
    return [Group(pk, name, modules_in(permissions)) for pk, name, permissions in rows[:READ]]


def modules_in(permissions: list[str]) -> frozenset[str]:
    return frozenset(permission.partition(":")[0] for permission in permissions)


def grants_by_module(account: Account) -> Counter[str]:
    """By module, how many groups of the account give something in it."""
    return Counter(module for group in groups_by_name(account) for module in group.modules)
