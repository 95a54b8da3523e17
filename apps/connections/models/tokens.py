"""What is issued. Only digests are stored, so that a copied database opens nothing.

`token_family` names everything that came from one redeemed code; it falls together when a code or a rotated
refresh token is played again (RFC 9700 section 4.14.2).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.db import DatabaseError, models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from oauth2_provider.models import (
    AbstractAccessToken,
    AbstractDeviceGrant,
    AbstractGrant,
    AbstractIDToken,
    AbstractRefreshToken,
)

from apps.accounts.models import Account, User
from apps.common import walls
from apps.common.tokens import Prefix, digest, is_well_formed
from apps.connections.models.authorization import Authorization
from apps.connections.models.consumer import Consumer

logger = logging.getLogger("conexiones.tokens")

BEARER_RELATIONS = (
    "application__account", "application__permission_group", "user__permission_group", "authorization",
)  # fmt: skip
BEARER_FIELDS = (
    "expires", "scope", "jkt", "application", "user", "authorization",
    "application__client_id", "application__name", "application__is_enabled", "application__last_used_at",
    "application__account",
    "application__allowed_networks", "application__allowed_origins", "application__calls_per_minute",
    "application__offers_sign_in", "application__authorization_grant_type", "application__may_manage_connections",
    "application__permission_group", "application__permission_group__permissions",
    "application__account__name", "application__account__number", "application__account__language",
    "application__account__time_zone", "application__account__is_active", "application__account__enabled_modules",
    "application__account__allowed_networks", "application__account__calls_per_minute",
    "user__name", "user__email", "user__language", "user__is_active", "user__role", "user__account",
    "user__permission_group", "user__permission_group__permissions",
    "authorization__scope", "authorization__revoked_at", "authorization__last_used_at",
)  # fmt: skip


class AccessTokenQuerySet(models.QuerySet["AccessToken"]):
    def live(self) -> AccessTokenQuerySet:
        """Those that open something: neither expired, nor waiting for being restored with what was cut off."""
        is_agreed = Q(authorization=None) | Q(authorization__revoked_at=None)
        return self.filter(is_agreed, expires__gt=timezone.now(), application__is_enabled=True)

    def of_consumers(self, consumers: Iterable[Consumer]) -> AccessTokenQuerySet:
        return self.filter(application__in=[consumer.pk for consumer in consumers])

    def count_by_consumer(self, consumers: Iterable[Consumer]) -> dict[int, int]:
        """How many of these tokens each of `consumers` holds; those without any are left out."""
        counted = self.filter(application__in=consumers).order_by().values("application").annotate(n=Count("pk"))
        return dict(counted.values_list("application", "n"))

    def count_by_user(self, users: Iterable[User]) -> dict[int, int]:
        """How many of these tokens act for each of `users`."""
        counted = self.filter(user__in=users).order_by().values("user").annotate(n=Count("pk"))
        return dict(counted.values_list("user", "n"))

    def with_rights(self) -> AccessTokenQuerySet:
        """Everything that decides what the token may do now, in one query."""
        return self.select_related(
            "application__account",
            "application__permission_group",
            "user__account",
            "user__permission_group",
            "authorization",
        )

    def for_bearer(self, plain: str) -> AccessTokenQuerySet:
        """The token that reads `plain`, with everything that decides what it may do now and nothing else: one query.

        From there on the request is held to the token's account.
        """
        narrow = self.select_related(*BEARER_RELATIONS).only(*BEARER_FIELDS)
        return walls.raised_by(narrow.filter(token_checksum=digest(plain)), "application__account_id")

    def presented(self, plain: str, account: Account) -> AccessToken | None:
        """The token of `account` that `plain` is. Anything else is dropped without a query."""
        if not is_well_formed(plain, Prefix.ACCESS_TOKEN):
            return None
        return self.filter(token_checksum=digest(plain), application__account=account).first()


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
    jkt = models.CharField(max_length=43, blank=True, editable=False)
    """SHA-256 thumbprint of the key that its holder must prove to have (RFC 9449 section 6), or "" for a bearer."""

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

    def note_use(self, address: str | None) -> None:
        """When and from where consumer and authorization were last used: at most one write a minute each."""
        try:
            self.application.note_use(address)
            if self.authorization:
                self.authorization.note_use(address)
        except DatabaseError:
            # A full disk must not keep anybody from reading.
            logger.warning("a use was not noted", exc_info=True)


class RefreshTokenQuerySet(models.QuerySet["RefreshToken"]):
    def presented(self, plain: str, consumer: Consumer) -> RefreshToken | None:
        """The token of `consumer` that `plain` is, dead or alive. Anything else is dropped without a query."""
        if not is_well_formed(plain, Prefix.REFRESH_TOKEN):
            return None
        found = self.filter(token_checksum=digest(plain), application=consumer)
        return found.select_related("authorization").first()


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
        indexes = [
            models.Index(fields=["expires"], name="refresh_token_by_expiry"),
            models.Index(fields=["token_family"], name="refresh_token_by_family"),
        ]

    def __str__(self) -> str:
        return f"RefreshToken #{self.pk}"

    @property
    def agreed_scopes(self) -> list[str]:
        """What may still be asked for: what it was issued for, as far as the user still agrees."""
        return sorted(set(self.scope.split()) & self.authorization.scopes)


class AuthorizationCodeQuerySet(models.QuerySet["AuthorizationCode"]):
    def presented(self, plain: str, consumer: Consumer) -> AuthorizationCode | None:
        """The code of `consumer` that `plain` is, dead or alive. Anything else is dropped without a query."""
        if not is_well_formed(plain, Prefix.AUTHORIZATION_CODE):
            return None
        return self.filter(code=digest(plain), application=consumer).first()


class AuthorizationCode(AbstractGrant):
    """A redeemed code keeps its row, so that a replay is recognised. `code` holds the digest."""

    resource = None
    claims = None
    updated = None

    authorization = models.ForeignKey(Authorization, models.CASCADE, related_name="codes")
    token_family = models.UUIDField(editable=False)
    redeemed = models.DateTimeField(null=True, blank=True)
    auth_time = models.DateTimeField(null=True, blank=True)
    """When the user proved who they are, for the ID token (OpenID Connect Core section 2)."""
    amr = models.CharField(max_length=40, blank=True, editable=False)
    """By which methods, separated by blanks (RFC 8176)."""
    jkt = models.CharField(max_length=43, blank=True, editable=False)

    objects = AuthorizationCodeQuerySet.as_manager()

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
