"""An authorization request that the app sent here itself, before it sent the user (RFC 9126)."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from apps.common.tokens import digest
from apps.connections.models.consumer import Consumer


class PushedRequestQuerySet(models.QuerySet["PushedRequest"]):
    def named(self, plain: str, client_id: str) -> PushedRequest | None:
        """What the app of this key pushed and was given `plain` for, unless it is answered or forgotten."""
        found = self.filter(digest=digest(plain), consumer__client_id=client_id, expires__gt=timezone.now())
        return found.first()


class PushedRequest(models.Model):
    """`digest` is of the request_uri's random part. The row goes with the user's answer: it is good for one."""

    consumer = models.ForeignKey(Consumer, models.CASCADE, related_name="pushed_requests")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    parameters = models.JSONField()
    opens_until = models.DateTimeField()
    """When a browser must have opened it, as the app was told in `expires_in`."""
    expires = models.DateTimeField()
    """When the user must have answered."""

    objects = PushedRequestQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["expires"], name="pushed_request_by_expiry")]

    def __str__(self) -> str:
        return f"PushedRequest #{self.pk}"
