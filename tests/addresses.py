"""Every address of the portal, read from the URL resolver: a test that walks them cannot forget a new page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from django.db.models import QuerySet
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from apps.accounts.models import Account, Archive, PermissionGroup, User
from apps.accounts.session import Session
from apps.api.resources.base import ResourceViewSet
from apps.api.resources.inventories import InventoryViewSet
from apps.api.urls import RESOURCES
from apps.audit.models import Transaction
from apps.company.models import CatalogEntry, CostCentre, Document, ExchangeRate, GuestPortal, Holiday, Tax
from apps.connections.models import Authorization, Consumer
from apps.maintenance.models import Item
from apps.settings.guest.tickets import sign_reference

Rows = Callable[[Account], QuerySet[Any]]

# What the argument of an address is about, by how the name of the address begins.
ROWS: dict[str, tuple[str, Rows]] = {
    "settings:accounts_account_": ("object_id", lambda account: Account.objects.filter(pk=account.pk)),
    "settings:accounts_user_": ("object_id", User.objects.of),
    "settings:accounts_permissiongroup_": ("object_id", PermissionGroup.objects.of),
    "settings:accounts_session_": ("object_id", Session.objects.of),
    "settings:account_archive_download": ("object_id", Archive.objects.of),
    "settings:connections_consumer_": ("object_id", Consumer.objects.of),
    "settings:connections_authorization_": ("object_id", Authorization.objects.of),
    "settings:company_tax_": ("object_id", Tax.objects.of),
    "settings:company_exchangerate_": ("object_id", ExchangeRate.objects.of),
    "settings:company_costcentre_": ("object_id", CostCentre.objects.of),
    "settings:company_document_": ("object_id", Document.objects.of),
    "settings:company_catalogentry_": ("object_id", CatalogEntry.objects.of),
    "settings:company_holiday_": ("object_id", Holiday.objects.of),
    "settings:audit_transaction_": ("object_id", Transaction.objects.of),
    "my-authorization": ("pk", Authorization.objects.of),
    "revoke-my-authorization": ("pk", Authorization.objects.of),
    "restore-my-authorization": ("pk", Authorization.objects.of),
    "reduce-my-authorization": ("pk", Authorization.objects.of),
    "end-my-session": ("pk", Session.objects.of),
}
# And those of the API, by the names of the resource; a row is under what its resource goes by.
MEMBERS = {
    f"{name}-one": resource
    for resource in RESOURCES
    if issubclass(resource, ResourceViewSet) and resource.member
    for name in resource.names
}
# A resource that is about some rows of its model only.
SOME_OF_THEM: dict[type[ResourceViewSet], Rows] = {InventoryViewSet: Item.objects.kept_in_stock}
# Whose argument names no row of an account.
PASSWORD_LINK = "account_reset_password_from_key"
BEHIND_A_LINK = ("guest-form", "guest-sent", "logo", "single-sign-on-of-company", "openid_connect_callback")
OF_A_MODULE = ("settings:modules_module", "settings:modules_off", "settings:modules_on")
OF_THE_REGISTRIES = {"modules-one": "items", "catalogs-one": "units"}
OF_A_CATALOG = ("settings:auxiliary_catalogs_accept", "settings:auxiliary_catalogs_import")


@dataclass(frozen=True)
class Address:
    """One URL. `needs` are the names of its arguments: with any, it is about a row."""

    name: str
    needs: tuple[str, ...]

    def __str__(self) -> str:
        return self.name

    @property
    def is_about_a_row(self) -> bool:
        of_no_account = (*BEHIND_A_LINK, *OF_A_MODULE, *OF_A_CATALOG, *OF_THE_REGISTRIES)
        return bool(self.needs) and self.name not in (PASSWORD_LINK, *of_no_account)

    def paths(self, account: Account) -> list[str]:
        """The address, once for every row of `account` that it can be about."""
        if not self.needs:
            return [reverse(self.name)]
        return [reverse(self.name, kwargs=arguments) for arguments in self._arguments(account)]

    def _arguments(self, account: Account) -> Iterator[dict[str, Any]]:
        if self.name == PASSWORD_LINK:
            yield {"uidb36": user_pk_to_url_str(User.objects.of(account).earliest("pk")), "key": "never-sent"}
            return
        if self.name in BEHIND_A_LINK:
            yield self._behind_link(account)
            return
        if self.name in (*OF_A_MODULE, *OF_A_CATALOG):
            yield {"name": "items" if self.name in OF_A_MODULE else "units"}
            return
        if self.name in OF_THE_REGISTRIES:
            yield {"code": OF_THE_REGISTRIES[self.name]}
            return
        if self.name in MEMBERS:
            resource = MEMBERS[self.name]
            manager: Any = resource.model._default_manager
            found_in_api = SOME_OF_THEM.get(resource, manager.of)(account).order_by("pk")
            key_of = attrgetter(resource.key.replace("__", "."))
            yield from ({"code": key_of(row)} for row in found_in_api)
            return
        found = [entry for prefix, entry in ROWS.items() if self.name.startswith(prefix)]
        assert found, f"tests/addresses.py does not know what {self.name} is about"
        argument, rows = found[0]
        for row in rows(account).order_by("pk"):
            yield {argument: row.pk}

    def _behind_link(self, account: Account) -> dict[str, Any]:
        """What a guest with the account's link asks for; where there is none, what somebody makes up."""
        of_account: dict[str, dict[str, Any]] = {
            "logo": {"key": account.logo or "0" * 32},
            "single-sign-on-of-company": {"number": account.number},
            "openid_connect_callback": {"provider_id": f"sso-{account.pk}"},
        }
        if self.name in of_account:
            return of_account[self.name]
        portal = GuestPortal.objects.of(account).first()
        found = {"token": portal.open() if portal else "never-made"}
        if "reference" in self.needs:
            found["reference"] = sign_reference(portal, 1) if portal else "1"
        return found


def every_address() -> list[Address]:
    """Each name once, in the order of the resolver."""
    return list(dict.fromkeys(_addresses(get_resolver(), "")))


def _addresses(resolver: URLResolver, namespace: str) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"{pattern} has no name"
            yield Address(namespace + pattern.name, tuple(pattern.pattern.regex.groupindex))
