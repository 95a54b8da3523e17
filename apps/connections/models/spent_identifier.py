"""What a signed message called itself, so that it is accepted once only."""

from __future__ import annotations

from django.db import models

from apps.connections.models.consumer import Consumer


class SpentIdentifier(models.Model):
    """The `jti` of a consumer's assertion or proof of possession, by its digest, while the message could be played."""

    ASSERTION, PROOF = "assertion", "proof"

    consumer = models.ForeignKey(Consumer, models.CASCADE, db_index=False, related_name="spent_identifiers")
    kind = models.CharField(max_length=9, choices=[(ASSERTION, ASSERTION), (PROOF, PROOF)])
    digest = models.CharField(max_length=64)
    expires = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consumer", "kind", "digest"], name="identifier_spent_once")]
        indexes = [models.Index(fields=["expires"], name="identifier_by_expiry")]

    def __str__(self) -> str:
        return f"SpentIdentifier #{self.pk}"
