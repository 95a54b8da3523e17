"""Exchange rates: what one unit of another currency was worth in the account's own, from a day on."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.financial_settings import validate_currency
from apps.accounts.models import Account
from apps.common.codes import CODE_TAKEN
from apps.common.models import AccountOwned, AccountQuerySet

DIGITS = 10
"""After the decimal sign: enough for one yen in Kuwaiti dinars."""
SMALLEST = Decimal(1).scaleb(-DIGITS)


class ExchangeRateQuerySet(AccountQuerySet["ExchangeRate"]):
    def for_api(self, account: Account) -> Self:
        """The account's rates, day by day, in an order that an index holds ready."""
        return self.of(account).order_by("date", "currency")

    def on(self, account: Account, currency: str, day: datetime.date) -> ExchangeRate | None:
        """The newest rate of `currency` on `day` or before it: one step of an index, however many there are."""
        return self.of(account).filter(currency=currency, date__lte=day).order_by("-date").first()


class ExchangeRate(AccountOwned):
    """One unit of `currency` is `rate` units of the account's currency, from `date` until the next rate."""

    currency = models.CharField(_("currency"), max_length=3, validators=[validate_currency])
    date = models.DateField(_("date"))
    rate = models.DecimalField(
        _("rate"), max_digits=20, decimal_places=DIGITS, validators=[MinValueValidator(SMALLEST)]
    )

    objects = ExchangeRateQuerySet.as_manager()

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        ordering = ["date", "currency"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "currency", "date"],
                name="exchange_rate_once_a_day",
                violation_error_code=CODE_TAKEN,
                violation_error_message=_("There is a rate of this currency for this day already."),
            ),
            models.CheckConstraint(condition=models.Q(rate__gt=0), name="exchange_rate_is_above_nothing"),
        ]
        indexes = [models.Index(fields=["account", "date", "currency"], name="exchange_rate_by_date")]

    def __str__(self) -> str:
        return f"{self.currency} {self.date}"

    def clean(self) -> None:
        if not self.account.currency:
            raise ValidationError({"currency": str(_("First choose the currency of the account."))})
        if self.currency == self.account.currency:
            raise ValidationError({"currency": str(_("This is the currency of the account itself."))})
