"""Companies, the tenants."""

from __future__ import annotations

import zoneinfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts import modules
from apps.accounts.api_policy import ApiPolicy
from apps.accounts.closing import Closing
from apps.accounts.date_formats import DateFormat, FirstDay, TimeFormat
from apps.accounts.financial_settings import FinancialSettings
from apps.accounts.plan import PlanLimits
from apps.accounts.security_policy import PasswordPolicy, TwoStepPolicy
from apps.common.plain_text import validate_line


def validate_time_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("%(name)s is not a time zone"), params={"name": name})


def validate_modules(names: list[str]) -> None:
    unknown = set(names) - {module.name for module in modules.data()}
    if unknown:
        raise ValidationError(_("Unknown modules: %(names)s"), params={"names": ", ".join(sorted(unknown))})


def all_data_modules() -> list[str]:
    return [module.name for module in modules.data()]


class AccountManager(models.Manager["Account"]):
    def with_user_count(self) -> models.QuerySet[Account]:
        """Every account, for the operator's list, with `user_count`."""
        return self.annotate(user_count=models.Count("users"))


class Account(ApiPolicy, PasswordPolicy, TwoStepPolicy, FinancialSettings, PlanLimits, Closing):
    """One company: the tenant to which everything else belongs."""

    name = models.CharField(_("name"), max_length=120, validators=[validate_line])
    number = models.PositiveIntegerField(_("number"), unique=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="es")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_time_zone])
    date_format = models.CharField(
        _("date format"), max_length=12, choices=DateFormat.choices, default=DateFormat.BY_LANGUAGE
    )
    time_format = models.CharField(
        _("time format"), max_length=2, choices=TimeFormat.choices, default=TimeFormat.HOURS_24
    )
    first_day_of_week = models.PositiveSmallIntegerField(
        _("first day of the week"), choices=FirstDay.choices, default=FirstDay.MONDAY
    )
    # The key under which the logo is served, here so that a page that shows it asks for nothing more.
    logo = models.CharField(_("logo"), max_length=32, blank=True, editable=False)
    logo_alt = models.CharField(_("text of the logo"), max_length=120, blank=True, validators=[validate_line])
    enabled_modules = models.JSONField(
        _("enabled modules"), default=all_data_modules, blank=True, validators=[validate_modules]
    )
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("creation date"), default=timezone.now, editable=False)

    objects = AccountManager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} - {self.number}"
