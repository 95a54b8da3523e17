"""How much an account may have and do: what the operator of the installation agreed with it."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class PlanLimits(models.Model):
    """Empty means without a limit. Only the operator changes these."""

    users_limit = models.PositiveIntegerField(
        _("most active users"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    consumers_limit = models.PositiveIntegerField(_("most OAuth consumers"), null=True, blank=True)
    calls_per_month = models.PositiveBigIntegerField(
        _("most calls in a calendar month"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    storage_megabytes = models.PositiveIntegerField(_("most megabytes of files"), null=True, blank=True)

    class Meta:
        abstract = True


PLAN_FIELDS = ("users_limit", "consumers_limit", "calls_per_month", "storage_megabytes")
MEGABYTE = 1024**2
