"""What can be taken back for a while after it was cut off: until then it only waits, and nothing of it is deleted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.common.models import AccountQuerySet

UNDO_FOR = timedelta(minutes=10)
"""So long what was disabled or revoked can be restored with its tokens."""

ModelT = TypeVar("ModelT", bound="Restorable")


class RestorableQuerySet(AccountQuerySet[ModelT]):
    def restorable(self) -> Self:
        return self.filter(restorable_until__gt=timezone.now())

    def beyond_restoring(self) -> Self:
        """Cut off for so long that it is for good, and still with what was kept for restoring it."""
        return self.filter(restorable_until__lte=timezone.now())

    def cut_together(self, until: datetime) -> Self:
        """What one deed cut off: it can all be restored until the same moment."""
        return self.restorable().filter(restorable_until=until)


class Restorable(models.Model):
    """`restorable_until` is empty for what is in use, and for what is cut off for good."""

    restorable_until = models.DateTimeField(_("can be restored until"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_restorable(self) -> bool:
        return self.restorable_until is not None and self.restorable_until > timezone.now()

    @property
    def cut_at(self) -> datetime | None:
        """When it was cut off, while that can be taken back."""
        return self.restorable_until - UNDO_FOR if self.restorable_until and self.is_restorable else None


def restorable_index(name: str) -> models.Index:
    """For finding the few rows that wait; the many others are not in it."""
    return models.Index(fields=["restorable_until"], name=name, condition=Q(restorable_until__isnull=False))


def cut_values(now: datetime, **more: Any) -> dict[str, Any]:
    """The columns of what is cut off at `now` and can be restored."""
    return {"restorable_until": now + UNDO_FOR, **more}
