"""Warehouses: where parts and tools are kept."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Account
from apps.common.codes import once_per_account, validate_code
from apps.common.models import AccountOwned, AccountQuerySet


class WarehouseQuerySet(AccountQuerySet["Warehouse"]):
    def for_api(self, account: Account) -> Self:
        """The account's warehouses in the order of their codes, which an index holds ready."""
        return self.of(account).order_by("code")


class Warehouse(AccountOwned):
    """A place with stock of its own. What an item has there is a row of `Stock`."""

    code = models.CharField(_("code"), max_length=100, validators=[validate_code])
    description = models.CharField(_("description"), max_length=255)
    address = models.CharField(_("address"), max_length=255, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    state = models.CharField(_("state"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=120, blank=True)
    zip_code = models.CharField(_("area code"), max_length=20, blank=True)
    external_integration = models.BooleanField(_("kept by another system"), default=False)
    transfer_approval = models.BooleanField(_("transfers need an approval"), default=False)
    active = models.BooleanField(_("active"), default=True)
    visible_to_all = models.BooleanField(_("visible to everybody"), default=True)

    objects = WarehouseQuerySet.as_manager()

    class Meta:
        verbose_name = _("warehouse")
        verbose_name_plural = _("warehouses")
        ordering = ["code"]
        constraints = [
            once_per_account("warehouse_code_once_per_account", _("A warehouse with this code exists already.")),
        ]

    def __str__(self) -> str:
        return f"{self.description} ({self.code})"
