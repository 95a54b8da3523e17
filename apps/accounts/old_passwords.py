"""The passwords that people had before, as digests: so that none of the last ones is used again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from apps.accounts.models import User


class OldPasswordQuerySet(models.QuerySet["OldPassword"]):
    def of_user(self, user: User) -> Self:
        """The latest first."""
        return self.filter(user=user).order_by("-created_at", "-pk")


class OldPassword(models.Model):
    """`password` is what Django's hashers make; as many are kept as the account's policy compares."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, editable=False, related_name="old_passwords", verbose_name=_("user")
    )
    password = models.CharField(_("password"), max_length=128, editable=False)
    created_at = models.DateTimeField(_("replaced"), default=timezone.now, editable=False)

    objects = OldPasswordQuerySet.as_manager()

    class Meta:
        verbose_name = _("old password")
        verbose_name_plural = _("old passwords")

    def __str__(self) -> str:
        return f"{self.user}"
