"""Meters: what counts or measures something on an item."""

from __future__ import annotations

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Account
from apps.common.codes import CODE_TAKEN
from apps.common.models import AccountOwned, AccountQuerySet
from apps.common.ownership import errors_of_strangers
from apps.maintenance.models.item import Item

DIGITS, PLACES = 18, 4


class MeterQuerySet(AccountQuerySet["Meter"]):
    def for_api(self, account: Account) -> Self:
        """The account's meters in the order in which they were made, which an index holds ready."""
        return self.of(account).order_by("pk")

    def at_item(self, account: Account, code: str) -> Self:
        """The meters of the account's item with `code`."""
        return self.of(account).filter(item__account=account, item__code=code).order_by("pk")

    def held_still(self, meter: Meter) -> Meter:
        """`meter` as it is now; nobody else changes it until the transaction ends."""
        return self.select_for_update(of=("self",)).select_related("account", "item").get(pk=meter.pk)


class Meter(AccountOwned):
    """A counter, whose readings add up, or a gauge, whose readings stand each for itself; on one item.

    `last_…` are of the newest reading, kept by the services so that a list needs no query per row; they are empty
    until the meter is read for the first time.
    """

    item = models.ForeignKey(Item, models.PROTECT, related_name="meters", verbose_name=_("item"))
    serial = models.CharField(_("serial number"), max_length=100, blank=True)
    description = models.CharField(_("description"), max_length=255)
    is_counter = models.BooleanField(_("counter"), default=True)
    units_code = models.CharField(_("unit code"), max_length=20)
    units_description = models.CharField(_("unit"), max_length=80, blank=True)
    min_value = models.DecimalField(_("lowest value"), max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True)
    max_value = models.DecimalField(_("highest value"), max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True)
    active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("creation date"), default=timezone.now, editable=False)
    last_date = models.DateTimeField(_("last read"), null=True, blank=True, editable=False)
    last_value = models.DecimalField(
        _("last value"), max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True, editable=False
    )
    last_accumulated_value = models.DecimalField(
        _("last accumulated value"), max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True, editable=False
    )

    objects = MeterQuerySet.as_manager()

    class Meta:
        verbose_name = _("meter")
        verbose_name_plural = _("meters")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "serial"],
                name="meter_serial_once_per_item",
                violation_error_code=CODE_TAKEN,
                violation_error_message=_("This item has a meter with this serial number already."),
            )
        ]
        indexes = [
            models.Index(fields=["account", "id"], name="meter_by_account"),
            models.Index(fields=["account", "item", "id"], name="meter_by_item"),
            models.Index(fields=["account", "serial", "id"], name="meter_by_serial"),
        ]

    def __str__(self) -> str:
        return f"{self.description} ({self.serial})" if self.serial else self.description

    @property
    def code(self) -> str:
        """A meter goes by the code of its item."""
        return self.item.code

    def clean(self) -> None:
        errors = errors_of_strangers(self)
        if self.min_value is not None and self.max_value is not None and self.min_value > self.max_value:
            errors["max_value"] = str(_("The highest value cannot be below the lowest."))
        if errors:
            raise ValidationError(errors)
