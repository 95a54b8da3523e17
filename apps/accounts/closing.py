"""An account on its way to its end."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

CLOSES_AFTER = timedelta(days=30)
"""So long the owner can undo it, and everything works as before."""
WARNED_BEFORE = (timedelta(days=7), timedelta(days=1))
"""So long before the end its Super Administrators are told once more."""
LAST_ARCHIVE_KEPT = timedelta(days=90)
"""So long after the end the operator can still hand over what was in it."""


class Closing(models.Model):
    """`closes_at` is set by the owner and taken back by them; `closed_at` by the end itself, and by nobody undone but
    the operator."""

    closes_at = models.DateTimeField(_("closes"), null=True, blank=True, editable=False, db_index=True)
    closing_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    """When its people were last told of the end by mail."""
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_closing(self) -> bool:
        return self.closes_at is not None and self.closed_at is None
