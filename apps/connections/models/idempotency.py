"""What a program was answered, so that asking again does not do it again (IETF draft on the Idempotency-Key header)."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from apps.common.models import AccountFirst, AccountQuerySet


class IdempotencyKeyQuerySet(AccountQuerySet["IdempotencyKey"]):
    def expired(self) -> IdempotencyKeyQuerySet:
        return self.filter(expires_at__lte=timezone.now())


class IdempotencyKey(AccountFirst):
    """A key that `caller` sent with a request that had its effect, and the answer; both keys are kept as digests.

    The row is written in the transaction of the effect, so that either both are there or neither is. An answer that
    holds a secret is not kept: then `status` is empty.
    """

    caller = models.CharField(max_length=60)
    key_digest = models.CharField(max_length=64)
    request_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.TextField(blank=True)
    expires_at = models.DateTimeField()

    objects = IdempotencyKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "caller", "key_digest"], name="idempotency_key_once_per_caller")
        ]
        indexes = [models.Index(fields=["expires_at"], name="idempotency_key_by_expiry")]

    def __str__(self) -> str:
        return f"IdempotencyKey #{self.pk}"
