"""One user's consent to one consumer: what was agreed, and whether it still holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Account, User
from apps.common.models import AccountOwned, AccountQuerySet, LastUsed
from apps.connections.models.consumer import Consumer


class AuthorizationQuerySet(AccountQuerySet["Authorization"]):
    def for_list(self, account: Account) -> AuthorizationQuerySet:
        return self.of(account).select_related("consumer", "user")

    def for_api(self, account: Account) -> AuthorizationQuerySet:
        """The account's authorizations, the latest first."""
        return self.of(account).order_by("-granted_at", "-pk")

    def of_user(self, user: User) -> AuthorizationQuerySet:
        return self.filter(user=user).select_related("consumer")

    def count_by_consumer(self, consumers: Iterable[Consumer]) -> dict[int, int]:
        """How many of these authorizations each of `consumers` holds; those without any are left out."""
        counted = self.filter(consumer__in=consumers).order_by().values("consumer").annotate(n=Count("pk"))
        return dict(counted.values_list("consumer", "n"))

    def live(self) -> AuthorizationQuerySet:
        return self.filter(revoked_at=None)


class Authorization(AccountOwned, LastUsed):
    """Everything issued from the consent points here, and falls with it."""

    consumer = models.ForeignKey(Consumer, models.CASCADE, related_name="authorizations", verbose_name=_("App"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="authorizations", verbose_name=_("User")
    )
    scope = models.TextField(_("permissions"), blank=True)
    granted_at = models.DateTimeField(_("Granted"), default=timezone.now)
    first_used_at = models.DateTimeField(_("First used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("Revoked"), null=True, blank=True)

    objects = AuthorizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("App authorization")
        verbose_name_plural = _("App authorizations")
        ordering = ["-granted_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["consumer", "user"], name="authorization_once_per_user")]
        indexes = [models.Index(fields=["account", "-granted_at", "-id"], name="authorization_by_date")]

    def __str__(self) -> str:
        return f"{self.consumer} · {self.user}"

    @property
    def is_live(self) -> bool:
        return self.revoked_at is None

    @property
    def scopes(self) -> frozenset[str]:
        return frozenset(self.scope.split())

    def values_of_use(self, now: datetime, address: str | None) -> dict[str, Any]:
        return super().values_of_use(now, address) | {"first_used_at": Coalesce(F("first_used_at"), now)}
