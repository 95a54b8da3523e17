"""Numbers that are given in order, such as those of folios."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.models import AccountOwned, AccountQuerySet


class NumberingKind(models.TextChoices):
    WORK_ORDER = "work_order", _("Work order")
    PERSON = "person", _("Person")
    MOVEMENT = "movement", _("Movement")


class Numbering(AccountOwned):
    """The last number that an account gave to something of one kind.

    Whoever needs the next one takes this one row first, so that two at once get two numbers.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=NumberingKind.choices)
    last = models.PositiveBigIntegerField(_("last number"), default=0)

    objects = AccountQuerySet["Numbering"].as_manager()

    class Meta:
        verbose_name = _("numbering")
        verbose_name_plural = _("numberings")
        constraints = [models.UniqueConstraint(fields=["account", "kind"], name="numbering_once_per_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.last}"
