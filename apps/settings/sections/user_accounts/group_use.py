"""Who uses a permission group, in the panel: the first few of each kind, and the way to all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import Account, PermissionGroup, User
from apps.accounts.modules import VIEW
from apps.connections.groups import HOLDERS_COUNTED
from apps.connections.models import Consumer
from apps.settings.access import may
from apps.settings.navigation import Text

if TYPE_CHECKING:
    from django.http import HttpRequest

SHOWN = 10


@dataclass(frozen=True)
class Holder:
    name: str
    url: str


@dataclass(frozen=True)
class Holders:
    """One kind of holder. `count` is at most one more than `most`; `all_url` is "" for whoever may not open it."""

    label: Text
    none: Text
    all_words: Text
    count: int
    rows: list[Holder]
    all_url: str
    most: int = HOLDERS_COUNTED

    @property
    def has_more(self) -> bool:
        return self.count > len(self.rows)


def holders_of(request: HttpRequest, account: Account, group: PermissionGroup) -> list[Holders]:
    """Users and consumers, in two queries that read a page each, however many there are."""
    return [_users(request, account, group), _consumers(request, account, group)]


def _users(request: HttpRequest, account: Account, group: PermissionGroup) -> Holders:
    found = _first(User.objects.of(account).filter(permission_group=group))
    rows, url = _linked(request, found, "user_accounts", User), _list_of(request, group, "user_accounts", User)
    return Holders(_("Users"), _("No user has this group."), _("All users of this group"), len(found), rows, url)


def _consumers(request: HttpRequest, account: Account, group: PermissionGroup) -> Holders:
    found = _first(Consumer.objects.of(account).filter(permission_group=group))
    rows = _linked(request, found, "api_connections", Consumer)
    url = _list_of(request, group, "api_connections", Consumer)
    words = _("No consumer has this group."), _("All consumers of this group")
    return Holders(_("Consumers"), *words, len(found), rows, url)


def _first(rows: QuerySet[User] | QuerySet[Consumer]) -> list[tuple[int, str]]:
    return list(rows.order_by("pk").values_list("pk", "name")[: HOLDERS_COUNTED + 1])


def _linked(request: HttpRequest, found: list[tuple[int, str]], module: str, model: type[Model]) -> list[Holder]:
    is_open = may(request, module, VIEW)
    return [Holder(name, _address(model, "change", pk) if is_open else "") for pk, name in found[:SHOWN]]


def _list_of(request: HttpRequest, group: PermissionGroup, module: str, model: type[Model]) -> str:
    return f"{_address(model, 'changelist')}?group={group.pk}" if may(request, module, VIEW) else ""


def _address(model: type[Model], page: str, *args: int) -> str:
    return reverse(f"settings:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)
