"""Which consumers somebody should look at: of the enabled ones those with a fault, and those that are disabled."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Value
from django.utils import timezone

from apps.connections.models.consumer_secret import ConsumerSecret
from apps.connections.models.restorable import ModelT, RestorableQuerySet
from apps.connections.models.unused import UsesPart

IDLE_AFTER = timedelta(days=90)
NEW_FOR = timedelta(days=14)
UNUSED_AFTER = timedelta(days=7)
"""So long after a consumer was made, whoever builds the program may not have come to use it."""
EXPIRES_WITHIN = timedelta(days=14)
LOOKED_AT = 2_000
"""Whether a consumer uses all that it may is a question to several rows each."""


class Health(models.TextChoices):
    NEVER_USED = "never_used"
    IDLE = "idle"
    EXPIRING = "expiring"
    WITHOUT_EXPIRY = "without_expiry"
    OVER_PERMITTED = "over_permitted"
    DISABLED = "disabled"


class HealthQuerySet(RestorableQuerySet[ModelT]):
    """Each of these hits an index of the few rows that it is about, so that counting up to a limit scans nothing."""

    def in_health(self, state: str) -> Self:
        """`state` is one of Health."""
        found: Self = getattr(self, state)()
        return found

    def enabled(self) -> Self:
        return self.filter(is_enabled=True)

    def disabled(self) -> Self:
        return self.filter(is_enabled=False)

    def never_used(self) -> Self:
        """Made a week ago or longer, and not used since."""
        return self.enabled().filter(last_used_at=None, created__lte=timezone.now() - UNUSED_AFTER)

    def idle(self) -> Self:
        """Used once, and not any more for 90 days."""
        return self.enabled().filter(last_used_at__lt=timezone.now() - IDLE_AFTER)

    def expiring(self) -> Self:
        """Their secret ends within 14 days on the date that was chosen for it, and nobody has rotated it yet."""
        now = timezone.now()
        soon = ConsumerSecret.objects.filter(chosen_expiry__gt=now, chosen_expiry__lte=now + EXPIRES_WITHIN)
        return self.enabled().filter(pk__in=soon.filter(expires_at=F("chosen_expiry")).values("consumer"))

    def without_expiry(self) -> Self:
        """A secret of theirs works for ever."""
        return self.enabled().filter(pk__in=ConsumerSecret.objects.filter(expires_at=None).values("consumer"))

    def over_permitted(self, since: datetime | None = None) -> Self:
        """They use a part of what they may since `since`, or since 90 days ago; whoever is new is still being built.

        Of more than LOOKED_AT consumers those that were used last are looked at.
        """
        now = timezone.now()
        start = (since or now - IDLE_AFTER).astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        latest = self.enabled().filter(last_used_at__gte=start).order_by("-last_used_at").values("pk")[:LOOKED_AT]
        uses_part = UsesPart(F("pk"), F("permission_group_id"), Value(start.date()))
        return self.enabled().filter(uses_part, pk__in=latest, created__lte=now - NEW_FOR)

    def up_to(self, most: int) -> int:
        """How many there are; of more than `most` only that there are more."""
        # So few keys are read sooner than a count around them is worded.
        return len(self.order_by().values_list("pk")[: most + 1])
