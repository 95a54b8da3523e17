"""What stops when consumers are deleted, counted and in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.connections.models import AccessToken, Authorization, Consumer
from apps.settings.panel.columns import as_text

RECENTLY = timedelta(days=7)
"""A program that called within this time will probably call again, even if its last token has expired."""


@dataclass(frozen=True)
class Stopping:
    """What works now and will not any more."""

    consumer: Consumer
    tokens: int
    authorizations: int

    @property
    def is_live(self) -> bool:
        last_used = self.consumer.last_used_at
        is_recent = last_used is not None and timezone.now() - last_used < RECENTLY
        return bool(self.tokens or self.authorizations or is_recent)


def what_stops(rows: list[Consumer]) -> list[Stopping]:
    """For each consumer what it holds, in two queries however many they are."""
    tokens = AccessToken.objects.live().count_by_consumer(rows)
    authorizations = Authorization.objects.live().count_by_consumer(rows)
    return [Stopping(row, tokens.get(row.pk, 0), authorizations.get(row.pk, 0)) for row in rows]


def word_for(stopping: list[Stopping]) -> str:
    """What has to be typed first: nothing when nothing is live, else the name, or the number of several."""
    if not any(one.is_live for one in stopping):
        return ""
    return stopping[0].consumer.name if len(stopping) == 1 else str(len(stopping))


def question(stopping: list[Stopping]) -> str:
    if len(stopping) == 1:
        return _("Delete %(name)s?") % {"name": stopping[0].consumer.name}
    count = len(stopping)
    return ngettext("Delete %(count)d consumer?", "Delete %(count)d consumers?", count) % {"count": count}


def in_words(one: Stopping) -> str:
    """ "ERP bridge: 3 live tokens end. 2 authorizations end. Last used on …"."""
    parts = [last_use(one.consumer)]
    if one.authorizations:
        words = ngettext("%(n)d authorization ends.", "%(n)d authorizations end.", one.authorizations)
        parts.insert(0, words % {"n": one.authorizations})
    if one.tokens:
        parts.insert(0, ngettext("%(n)d live token ends.", "%(n)d live tokens end.", one.tokens) % {"n": one.tokens})
    return f"{one.consumer.name}: {' '.join(parts)}"


def last_use(consumer: Consumer) -> str:
    if consumer.last_used_at is None:
        return _("It was never used.")
    return _("Last used: %(moment)s.") % {"moment": as_text(consumer.last_used_at)}


def deleted(rows: list[Consumer]) -> str:
    if len(rows) == 1:
        return _("%(name)s is deleted.") % {"name": rows[0].name}
    return ngettext("%(count)d consumer is deleted.", "%(count)d consumers are deleted.", len(rows)) % {
        "count": len(rows)
    }
