"""Which permission groups give something in a module: the first few, each with the way to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from apps.accounts.grants import groups_by_name
from apps.accounts.models import Account
from apps.accounts.modules import VIEW, Module
from apps.settings.access import may

if TYPE_CHECKING:
    from django.http import HttpRequest

SHOWN = 10


@dataclass(frozen=True)
class Granting:
    """`groups` are name and address, which is "" for whoever may not open it; there are `count` of them in all."""

    count: int
    groups: list[tuple[str, str]]

    @property
    def has_more(self) -> bool:
        return self.count > len(self.groups)


def granting_groups(request: HttpRequest, account: Account, module: Module) -> Granting:
    found = [group for group in groups_by_name(account) if module.name in group.modules]
    is_open = may(request, "user_accounts", VIEW)
    return Granting(len(found), [(group.name, _address(group.pk) if is_open else "") for group in found[:SHOWN]])


def _address(pk: int) -> str:
    return reverse("settings:accounts_permissiongroup_change", args=[pk])
