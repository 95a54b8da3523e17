"""Second factors by which one types a code: an authenticator app, and recovery codes. (Passkeys are allauth's rows.)"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.common.sealing import CannotOpen, open_sealed, seal

if TYPE_CHECKING:
    from apps.accounts.models import User

logger = logging.getLogger("conexiones.two_step")


class CodeKind(models.TextChoices):
    TOTP = "totp", _("Authenticator app")
    RECOVERY_CODES = "recovery_codes", _("Recovery codes")


class CodeFactorQuerySet(models.QuerySet["CodeFactor"]):
    def of_user(self, user: User, kind: CodeKind) -> Self:
        return self.filter(user=user, kind=kind)


class CodeFactor(models.Model):
    """`sealed` is the app's secret, or the digests of the recovery codes that are left, one on each line."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, editable=False, related_name="code_factors", verbose_name=_("user")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=CodeKind.choices, editable=False)
    sealed = models.TextField(_("sealed secret"), editable=False)
    last_step = models.BigIntegerField(_("time step of the last code"), default=0, editable=False)
    created_at = models.DateTimeField(_("creation date"), default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)

    objects = CodeFactorQuerySet.as_manager()

    class Meta:
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="code_factor_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display()}"

    def seal(self, plain: str) -> None:
        self.sealed = seal(plain, place=self._place)

    def open(self) -> str:
        """Raises CannotOpen, also when the value was written for another person or kind."""
        return open_sealed(self.sealed, place=self._place)

    def opened(self) -> str:
        """The same, but nothing where it does not open: then no code is right, and the log says why."""
        try:
            return self.open()
        except CannotOpen:
            logger.exception("a second factor does not open: %s", self.pk)
            return ""

    @property
    def _place(self) -> str:
        return f"two_step|user={self.user_id}|kind={self.kind}"
