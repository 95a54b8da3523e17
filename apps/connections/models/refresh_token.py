"""Refresh tokens. Only digests are stored, so that a copied database opens nothing."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from oauth2_provider.models import AbstractRefreshToken

from apps.common.prepared import Prepared
from apps.common.tokens import Prefix, digest, is_well_formed
from apps.connections.models.authorization import Authorization
from apps.connections.models.consumer import Consumer


class RefreshTokenQuerySet(models.QuerySet["RefreshToken"]):
    def presented(self, plain: str, consumer: Consumer) -> RefreshToken | None:
        """The token of `consumer` that `plain` is, dead or alive. Anything else is dropped without a query."""
        if not is_well_formed(plain, Prefix.REFRESH_TOKEN):
            return None
        return PRESENTED.first(checksum=digest(plain), consumer=consumer.pk)


class RefreshToken(AbstractRefreshToken):
    """Rotated or revoked tokens keep their row until they would have expired, so that a replay is recognised."""

    token = None
    access_token = None
    resource = None
    updated = None

    token_checksum = models.CharField(max_length=64, editable=False)
    authorization = models.ForeignKey(Authorization, models.CASCADE, related_name="refresh_tokens")
    scope = models.TextField(blank=True)
    expires = models.DateTimeField()
    family_expires = models.DateTimeField()
    """The family's absolute end, which no rotation moves (RFC 9700 section 4.14.2)."""
    jkt = models.CharField(max_length=43, blank=True, editable=False)
    auth_time = models.DateTimeField(null=True, blank=True)
    amr = models.CharField(max_length=40, blank=True, editable=False)
    rotated = models.DateTimeField(null=True, blank=True)

    objects = RefreshTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("refresh token")
        verbose_name_plural = _("refresh tokens")
        constraints = [models.UniqueConstraint(fields=["token_checksum"], name="refresh_token_once")]
        indexes = [
            models.Index(fields=["expires"], name="refresh_token_by_expiry"),
            models.Index(fields=["token_family"], name="refresh_token_by_family"),
        ]

    def __str__(self) -> str:
        return f"RefreshToken #{self.pk}"


PRESENTED: Prepared[RefreshToken] = Prepared(
    lambda checksum, consumer: RefreshToken.objects.filter(
        token_checksum=checksum, application_id=consumer
    ).select_related("authorization"),
    checksum=str, consumer=int,
)  # fmt: skip
