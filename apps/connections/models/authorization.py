"""One user's consent to one consumer: what was agreed, and whether it still holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Account, User
from apps.common.models import AccountFirst, LastUsed
from apps.connections.models.consumer import Consumer
from apps.connections.models.restorable import Restorable, RestorableQuerySet, restorable_index


class AuthorizationQuerySet(RestorableQuerySet["Authorization"]):
    def for_list(self, account: Account) -> AuthorizationQuerySet:
        return self.of(account).select_related("consumer", "user")

    def for_api(self, account: Account) -> AuthorizationQuerySet:
        """The account's authorizations, the latest first."""
        return self.of(account).order_by("-granted_at", "-pk")

    def of_user(self, user: User) -> AuthorizationQuerySet:
        return self.filter(user=user).select_related("consumer")

    def named(self, words: str) -> AuthorizationQuerySet:
        """Those whose app is called, or described, like that."""
        return self.filter(Q(consumer__name__icontains=words) | Q(consumer__description__icontains=words))

    def count_by_consumer(self, consumers: Iterable[Consumer]) -> dict[int, int]:
        """How many of these authorizations each of `consumers` holds; those without any are left out."""
        counted = self.filter(consumer__in=consumers).order_by().values("consumer").annotate(n=Count("pk"))
        return dict(counted.values_list("consumer", "n"))

    def count_by_user(self, users: Iterable[User]) -> dict[int, int]:
        """The same for each of `users`."""
        counted = self.filter(user__in=users).order_by().values("user").annotate(n=Count("pk"))
        return dict(counted.values_list("user", "n"))

    def live(self) -> AuthorizationQuerySet:
        return self.filter(revoked_at=None)

    def live_or_restorable(self) -> AuthorizationQuerySet:
        """Those from which tokens are kept."""
        return self.filter(Q(revoked_at=None) | Q(restorable_until__isnull=False))

    def withdrawn_by(self, user: User) -> AuthorizationQuerySet:
        """What `user` took back, and may still give back."""
        return self.restorable().filter(user=user, revoked_by=user)

    def restorable_by(self, user: User | None) -> AuthorizationQuerySet:
        """What `user` may restore: what was taken back by anybody but the one who had agreed, and one's own."""
        not_withdrawn = Q(revoked_by=None) | ~Q(revoked_by=F("user"))
        return self.restorable().filter(not_withdrawn | Q(revoked_by=user) if user else not_withdrawn)


class Authorization(AccountFirst, LastUsed, Restorable):
    """Everything issued from the consent points here, and falls with it."""

    # Each of the three begins an index below.
    consumer = models.ForeignKey(
        Consumer, models.CASCADE, db_index=False, related_name="authorizations", verbose_name=_("App")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, related_name="authorizations", verbose_name=_("User")
    )
    scope = models.TextField(_("permissions"), blank=True)
    granted_at = models.DateTimeField(_("Granted"), default=timezone.now)
    first_used_at = models.DateTimeField(_("First used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("Revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("revoked by"),
    )  # fmt: skip

    objects = AuthorizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("App authorization")
        verbose_name_plural = _("App authorizations")
        ordering = ["-granted_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["consumer", "user"], name="authorization_once_per_user")]
        indexes = [
            models.Index(fields=["account", "-granted_at", "-id"], name="authorization_by_date"),
            models.Index(fields=["consumer", "-granted_at", "-id"], name="authorization_by_app"),
            models.Index(fields=["user", "-granted_at", "-id"], name="authorization_by_user"),
            models.Index(
                fields=["account", "-granted_at", "-id"], name="authorization_live", condition=Q(revoked_at=None)
            ),
            models.Index(
                fields=["account", "-granted_at", "-id"],
                name="authorization_revoked",
                condition=Q(revoked_at__isnull=False),
            ),
            restorable_index("authorization_restorable"),
        ]

    def __str__(self) -> str:
        return f"{self.consumer} · {self.user}"

    @property
    def is_live(self) -> bool:
        return self.revoked_at is None

    def is_restorable_by(self, user: User | None) -> bool:
        """See `AuthorizationQuerySet.restorable_by`."""
        withdrawn = self.revoked_by_id is not None and self.revoked_by_id == self.user_id
        return self.is_restorable and (not withdrawn or (user is not None and user.pk == self.user_id))

    @property
    def scopes(self) -> frozenset[str]:
        return frozenset(self.scope.split())

    def values_of_use(self, now: datetime, address: str | None) -> dict[str, Any]:
        return super().values_of_use(now, address) | {"first_used_at": Coalesce(F("first_used_at"), now)}
