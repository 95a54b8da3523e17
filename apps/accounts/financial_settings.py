"""In which money an account reckons, and how it writes amounts."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.number_formats import DecimalFormat
from apps.common import currencies

MOST_DECIMALS = 6


def validate_currency(code: str) -> None:
    if code not in currencies.NAMES:
        raise ValidationError(_("There is no currency %(code)s."), params={"code": code})


class FinancialSettings(models.Model):
    """`currency` is what every cost is in; blank until it is chosen. `decimals` None: as many as the currency has."""

    currency = models.CharField(_("currency"), max_length=3, blank=True, validators=[validate_currency])
    decimal_format = models.CharField(
        _("decimal format"), max_length=20, choices=DecimalFormat.choices, default=DecimalFormat.BY_LANGUAGE
    )
    decimals = models.PositiveSmallIntegerField(
        _("decimals shown"), null=True, blank=True, validators=[MaxValueValidator(MOST_DECIMALS)]
    )

    class Meta:
        abstract = True

    @property
    def decimals_shown(self) -> int:
        return currencies.digits_of(self.currency) if self.decimals is None else self.decimals
