"""Where a document stands: what people decide about it, and what its dates make of that."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

SOON = timedelta(days=30)
"""So long before its end, a document says so."""


class DocumentStage(models.TextChoices):
    """What people decide."""

    DRAFT = "draft", _("Draft")
    RELEASED = "released", _("Released")
    OBSOLETE = "obsolete", _("Obsolete")


class DocumentStatus(models.TextChoices):
    """What it is on a day."""

    DRAFT = "draft", _("Draft")
    UPCOMING = "upcoming", _("Not yet in force")
    IN_FORCE = "in_force", _("In force")
    EXPIRED = "expired", _("Expired")
    OBSOLETE = "obsolete", _("Obsolete")


def status_on(day: date, stage: str, valid_from: date | None, valid_until: date | None) -> DocumentStatus:
    """The first and the last day of its validity count; without a date it has no such end."""
    if stage != DocumentStage.RELEASED:
        return DocumentStatus(stage)
    if valid_from is not None and day < valid_from:
        return DocumentStatus.UPCOMING
    if valid_until is not None and valid_until < day:
        return DocumentStatus.EXPIRED
    return DocumentStatus.IN_FORCE


def has_status(status: str, day: date) -> Q:
    """The condition for documents that are `status` on `day`."""
    if status not in (DocumentStatus.UPCOMING, DocumentStatus.IN_FORCE, DocumentStatus.EXPIRED):
        return Q(stage=status)
    released, has_begun = Q(stage=DocumentStage.RELEASED), Q(valid_from=None) | Q(valid_from__lte=day)
    if status == DocumentStatus.UPCOMING:
        return released & Q(valid_from__gt=day)
    if status == DocumentStatus.EXPIRED:
        return released & has_begun & Q(valid_until__lt=day)
    return released & has_begun & (Q(valid_until=None) | Q(valid_until__gte=day))


def ends_soon(day: date) -> Q:
    """The condition for documents in force whose last day is near."""
    return has_status(DocumentStatus.IN_FORCE, day) & Q(valid_until__lte=day + SOON)
