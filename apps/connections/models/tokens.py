"""What is issued. Only digests are stored, so that a copied database opens nothing.

`token_family` names everything that came from one redeemed code; it falls together when a code or a rotated
refresh token is played again (RFC 9700 section 4.14.2).
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from oauth2_provider.models import (
    AbstractAccessToken,
    AbstractDeviceGrant,
    AbstractGrant,
    AbstractIDToken,
    AbstractRefreshToken,
)

from apps.connections.models.authorization import Authorization


class AccessTokenQuerySet(models.QuerySet["AccessToken"]):
    def live(self) -> AccessTokenQuerySet:
        return self.filter(expires__gt=timezone.now())

    def with_rights(self) -> AccessTokenQuerySet:
        """Everything that decides what the token may do now, in one query."""
        return self.select_related(
            "application__account",
            "application__permission_group",
            "user__account",
            "user__permission_group",
            "authorization",
        )


class AccessToken(AbstractAccessToken):
    """`authorization` and `user` are empty for client credentials. Revoking deletes the row."""

    token = None
    source_refresh_token = None
    id_token = None
    resource = None
    updated = None

    token_checksum = models.CharField(max_length=64, unique=True, editable=False)
    authorization = models.ForeignKey(
        Authorization, models.CASCADE, null=True, blank=True, related_name="access_tokens"
    )
    token_family = models.UUIDField(null=True, blank=True, editable=False)

    objects = AccessTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("access token")
        verbose_name_plural = _("access tokens")
        indexes = [
            models.Index(fields=["expires"], name="access_token_by_expiry"),
            models.Index(fields=["token_family"], name="access_token_by_family"),
        ]

    def __str__(self) -> str:
        return f"AccessToken #{self.pk}"


class RefreshToken(AbstractRefreshToken):
    """Rotated or revoked tokens keep their row until they would have expired, so that a replay is recognised."""

    token = None
    access_token = None
    resource = None
    updated = None

    token_checksum = models.CharField(max_length=64, unique=True, editable=False)
    authorization = models.ForeignKey(Authorization, models.CASCADE, related_name="refresh_tokens")
    scope = models.TextField(blank=True)
    expires = models.DateTimeField()
    rotated = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("refresh token")
        verbose_name_plural = _("refresh tokens")
        indexes = [
            models.Index(fields=["expires"], name="refresh_token_by_expiry"),
            models.Index(fields=["token_family"], name="refresh_token_by_family"),
        ]

    def __str__(self) -> str:
        return f"RefreshToken #{self.pk}"


class AuthorizationCode(AbstractGrant):
    """A redeemed code keeps its row, so that a replay is recognised. `code` holds the digest."""

    resource = None
    claims = None
    updated = None

    authorization = models.ForeignKey(Authorization, models.CASCADE, related_name="codes")
    token_family = models.UUIDField(editable=False)
    redeemed = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("authorization code")
        verbose_name_plural = _("authorization codes")
        indexes = [models.Index(fields=["expires"], name="code_by_expiry")]

    def __str__(self) -> str:
        return f"AuthorizationCode #{self.pk}"


class IDToken(AbstractIDToken):
    """Swapped with the rest, because the six belong together; nothing issues one."""

    class Meta(AbstractIDToken.Meta):
        abstract = False


class DeviceGrant(AbstractDeviceGrant):
    """Swapped with the rest, because the six belong together; the device flow is not mounted."""

    class Meta(AbstractDeviceGrant.Meta):
        abstract = False
