"""Access tokens. Only digests are stored, so that a copied database opens nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.conf import settings
from django.db import DatabaseError, models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from oauth2_provider.models import AbstractAccessToken

from apps.accounts.models import Account, User
from apps.common import walls
from apps.common.prepared import Prepared
from apps.common.tokens import Prefix, digest, is_well_formed
from apps.connections.models.authorization import Authorization
from apps.connections.models.consumer import Consumer

logger = logging.getLogger("conexiones.tokens")

BEARER_RELATIONS = (
    "application__account", "application__permission_group", "user__permission_group", "authorization",
)  # fmt: skip
BEARER_FIELDS = (
    "expires", "created", "scope", "jkt", "token_family", "application", "user", "authorization",
    "application__client_id", "application__name", "application__is_enabled", "application__last_used_at",
    "application__account",
    "application__allowed_networks", "application__allowed_origins", "application__calls_per_minute",
    "application__offers_sign_in", "application__authorization_grant_type", "application__may_manage_connections",
    "application__permission_group", "application__permission_group__permissions",
    "application__account__name", "application__account__number", "application__account__language",
    "application__account__time_zone", "application__account__is_active", "application__account__enabled_modules",
    "application__account__allowed_networks", "application__account__calls_per_minute",
    "application__account__calls_per_month",
    "user__name", "user__email", "user__language", "user__is_active", "user__role", "user__account",
    "user__permission_group", "user__permission_group__permissions",
    "authorization__scope", "authorization__revoked_at", "authorization__last_used_at",
)  # fmt: skip


def of_users(field: str, name: str) -> models.Index:
    """Of the tokens that act for a user."""
    return models.Index(fields=[field], name=name, condition=Q(**{f"{field}__isnull": False}))


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
        """With everything that decides what the token may do now, and nothing else, in one query."""
        return self.select_related(*BEARER_RELATIONS).only(*BEARER_FIELDS)

    def for_bearer(self, plain: str) -> AccessTokenQuerySet:
        """The token that reads `plain`, with its rights.

        From there on the request is held to the token's account.
        """
        return walls.raised_by(self.with_rights().filter(token_checksum=digest(plain)), "application__account_id")

    def bearer(self, plain: str) -> AccessToken | None:
        """The same token, by a prepared statement."""
        return BEARER.first(checksum=digest(plain))

    def presented(self, plain: str, account: Account, *, is_last: bool = False) -> AccessToken | None:
        """The token of `account` that `plain` is, with its rights. Anything else is dropped without a query.

        `is_last` when the request asks nothing more.
        """
        if not is_well_formed(plain, Prefix.ACCESS_TOKEN):
            return None
        return (ASKED_ABOUT if is_last else PRESENTED).first(checksum=digest(plain), owner=account.pk)


class AccessToken(AbstractAccessToken):
    """`authorization` and `user` are empty for client credentials. Revoking deletes the row.

    Of all tables it gets the most new rows, and each index makes each of them dearer: there is none that LIKE would
    need, and a token of client credentials is in none that is about users.
    """

    token = None
    source_refresh_token = None
    id_token = None
    resource = None
    updated = None

    token_checksum = models.CharField(max_length=64, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, db_index=False, related_name="access_tokens",
        verbose_name=_("user"),
    )  # fmt: skip
    authorization = models.ForeignKey(
        Authorization, models.CASCADE, null=True, blank=True, db_index=False, related_name="access_tokens"
    )
    token_family = models.UUIDField(null=True, blank=True, editable=False)
    jkt = models.CharField(max_length=43, blank=True, editable=False)
    """SHA-256 thumbprint of the key that its holder must prove to have (RFC 9449 section 6), or "" for a bearer."""

    objects = AccessTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("access token")
        verbose_name_plural = _("access tokens")
        constraints = [models.UniqueConstraint(fields=["token_checksum"], name="access_token_once")]
        indexes = [
            models.Index(fields=["expires"], name="access_token_by_expiry"),
            of_users("token_family", "access_token_by_family"),
            of_users("authorization", "access_token_by_consent"),
            of_users("user", "access_token_by_user"),
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


def of_account(checksum: str, owner: int) -> AccessTokenQuerySet:
    return AccessToken.objects.with_rights().filter(token_checksum=checksum, application__account_id=owner)


BEARER: Prepared[AccessToken] = Prepared(
    lambda checksum: AccessToken.objects.with_rights().filter(token_checksum=checksum),
    account="application__account_id", checksum=str,
)  # fmt: skip
PRESENTED: Prepared[AccessToken] = Prepared(of_account, checksum=str, owner=int)
ASKED_ABOUT: Prepared[AccessToken] = Prepared(of_account, is_last=True, checksum=str, owner=int)
