"""Cost centres: the parts of the company that bear what work costs."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Account
from apps.common.codes import once_per_account, validate_code
from apps.common.models import AccountOwned, AccountQuerySet
from apps.common.plain_text import validate_line


class CostCentreQuerySet(AccountQuerySet["CostCentre"]):
    def for_api(self, account: Account) -> Self:
        """The account's cost centres in the order of their codes, which an index holds ready."""
        return self.of(account).order_by("code")

    def called(self, account: Account, words: str) -> CostCentre | None:
        """The active one with this name, or else with this code."""
        found = list(self.of(account).filter(Q(name=words) | Q(code=words), active=True)[:2])
        return min(found, key=lambda one: one.name != words, default=None)


class CostCentre(AccountOwned):
    """Work orders name it in their field costs_center_description, and keep the name that it had then."""

    code = models.CharField(_("code"), max_length=40, validators=[validate_code])
    name = models.CharField(_("name"), max_length=120, validators=[validate_line])
    active = models.BooleanField(_("active"), default=True)

    objects = CostCentreQuerySet.as_manager()

    class Meta:
        verbose_name = _("cost centre")
        verbose_name_plural = _("cost centres")
        ordering = ["code"]
        constraints = [
            once_per_account("cost_centre_code_once_per_account", _("A cost centre with this code exists already.")),
            models.UniqueConstraint(fields=["account", "name"], name="cost_centre_name_once_per_account"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"
