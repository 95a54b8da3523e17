"""Movements: the documents by which goods come into a warehouse and go out of it."""

from __future__ import annotations

from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Account
from apps.common.models import AccountOwned, AccountQuerySet
from apps.common.ownership import errors_of_strangers
from apps.maintenance.models.costed import Costed
from apps.maintenance.models.item import Item
from apps.maintenance.models.warehouse import Warehouse


class Document(models.IntegerChoices):
    WORK_ORDER = 1, _("Work order")
    ENTRY = 2, _("Entry")
    ADJUSTMENT = 3, _("Adjustment")


class MovementState(models.IntegerChoices):
    PENDING = 1, _("Pending")
    PARTIAL = 2, _("Delivered in part")
    DELIVERED = 3, _("Delivered")
    CANCELLED = 4, _("Cancelled")


class MovementQuerySet(AccountQuerySet["Movement"]):
    def for_work_orders(self, account: Account) -> Self:
        """What was asked of warehouses for work orders, oldest first: an order that an index holds ready."""
        return self.of(account).filter(document=Document.WORK_ORDER).order_by("date", "pk")


class Movement(AccountOwned):
    """One document with its lines; `number` counts the account's. `folio_source` is the folio of the work order."""

    number = models.PositiveIntegerField(_("number"))
    document = models.PositiveSmallIntegerField(_("document"), choices=Document)
    state = models.PositiveSmallIntegerField(_("state"), choices=MovementState, default=MovementState.DELIVERED)
    source = models.ForeignKey(Warehouse, models.PROTECT, related_name="movements", verbose_name=_("warehouse"))
    date = models.DateTimeField(_("date"), default=timezone.now)
    folio_source = models.CharField(_("folio"), max_length=100, blank=True)

    objects = MovementQuerySet.as_manager()

    class Meta:
        verbose_name = _("movement")
        verbose_name_plural = _("movements")
        ordering = ["date", "pk"]
        constraints = [models.UniqueConstraint(fields=["account", "number"], name="movement_number_once_per_account")]
        indexes = [models.Index(fields=["account", "document", "date", "id"], name="movement_by_date")]

    def __str__(self) -> str:
        return f"{self.number}"

    def clean(self) -> None:
        errors = errors_of_strangers(self)
        if self.document == Document.WORK_ORDER and not self.folio_source:
            errors["folio_source"] = str(_("A movement for a work order names its folio."))
        if errors:
            raise ValidationError(errors)


class MovementLineQuerySet(AccountQuerySet["MovementLine"]):
    def for_api(self, account: Account) -> Self:
        """The account's lines, document by document, in the order in which they were written."""
        return self.of(account).order_by("movement_id", "pk")


class MovementLine(AccountOwned, Costed):
    """So much of an item in a movement; what an adjustment takes away is less than nothing."""

    movement = models.ForeignKey(Movement, models.CASCADE, related_name="lines", verbose_name=_("movement"))
    item = models.ForeignKey(Item, models.PROTECT, related_name="movement_lines", verbose_name=_("item"))
    qty = models.DecimalField(_("quantity"), max_digits=15, decimal_places=4)
    qty_pending = models.DecimalField(
        _("pending"), max_digits=15, decimal_places=4, default=0, validators=[MinValueValidator(0)]
    )
    unit_cost_company = models.DecimalField(_("unit cost"), max_digits=20, decimal_places=6, default=0)
    total_cost_company = models.DecimalField(_("total cost"), max_digits=22, decimal_places=6, default=0)

    objects = MovementLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a movement")
        verbose_name_plural = _("lines of movements")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.movement}: {self.qty} × {self.item}"

    def clean(self) -> None:
        errors = errors_of_strangers(self)
        if errors:
            raise ValidationError(errors)
