"""What an account demands of every program that calls in its name."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.addresses import validate_networks


class ApiPolicy(models.Model):
    """The account's API policy; but for `allows_basic`, it can only tighten what the installation allows."""

    access_token_minutes = models.PositiveSmallIntegerField(
        _("longest life of an access token, in minutes"), default=120,
        validators=[MinValueValidator(5), MaxValueValidator(120)],
    )  # fmt: skip
    refresh_idle_days = models.PositiveSmallIntegerField(
        _("an authorization ends when it is not used for so many days"), default=30,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
    )  # fmt: skip
    refresh_absolute_days = models.PositiveSmallIntegerField(
        _("an app must ask the user again after so many days"), default=180,
        validators=[MinValueValidator(1), MaxValueValidator(180)],
    )  # fmt: skip
    secret_days = models.PositiveSmallIntegerField(
        _("longest life of a new secret, in days"), null=True, blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
    )  # fmt: skip
    """Empty lets secrets work for ever; secrets that exist already keep their time."""
    allowed_networks = models.TextField(_("allowed networks"), blank=True, validators=[validate_networks])
    must_sign_bodies = models.BooleanField(_("signed requests must sign their body"), default=False)
    allows_basic = models.BooleanField(_("HTTP Basic with the API key pair is allowed"), default=False)
    calls_per_minute = models.PositiveIntegerField(_("calls per minute"), default=200)

    class Meta:
        abstract = True

    def clean(self) -> None:
        if self.allows_basic and self.must_sign_bodies:
            raise ValidationError({"allows_basic": _("HTTP Basic signs nothing. Choose one of the two.")})
