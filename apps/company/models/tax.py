"""Taxes: what is added to a price, in per cent of it."""

from __future__ import annotations

from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Account
from apps.common.codes import once_per_account, validate_code
from apps.common.models import AccountOwned, AccountQuerySet
from apps.common.plain_text import validate_line


class TaxQuerySet(AccountQuerySet["Tax"]):
    def for_api(self, account: Account) -> Self:
        """The account's taxes in the order of their codes, which an index holds ready."""
        return self.of(account).order_by("code")


class Tax(AccountOwned):
    """`is_default`: the one that is meant where none is named; an account has one at most."""

    code = models.CharField(_("code"), max_length=20, validators=[validate_code])
    name = models.CharField(_("name"), max_length=120, validators=[validate_line])
    rate = models.DecimalField(
        _("rate (%)"), max_digits=7, decimal_places=4, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    active = models.BooleanField(_("active"), default=True)
    is_default = models.BooleanField(_("default"), default=False)

    objects = TaxQuerySet.as_manager()

    class Meta:
        verbose_name = _("tax")
        verbose_name_plural = _("taxes")
        ordering = ["code"]
        constraints = [
            once_per_account("tax_code_once_per_account", _("A tax with this code exists already.")),
            models.UniqueConstraint(fields=["account"], condition=Q(is_default=True), name="tax_one_default"),
            models.CheckConstraint(condition=Q(is_default=False) | Q(active=True), name="tax_default_is_active"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    def clean(self) -> None:
        if self.is_default and not self.active:
            raise ValidationError({"is_default": str(_("The default tax must be active."))})
