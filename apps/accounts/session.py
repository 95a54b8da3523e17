"""A browser's session. Its key is in the browser's cookie and nowhere else: what is kept here is its digest."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import DatabaseError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.common.models import LAST_USE_PRECISION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from apps.accounts.models import Account, User

logger = logging.getLogger("conexiones.sessions")

USER_AGENT_LENGTH = 200


def idle_limit() -> timedelta:
    return timedelta(seconds=settings.SESSION_IDLE_AGE)


class SessionQuerySet(models.QuerySet["Session"]):
    def of(self, account: Account) -> Self:
        return self.filter(user_account=account)

    def of_user(self, user: User) -> Self:
        """The live ones, the latest used first."""
        return self.live().filter(user=user).select_related("user__account")

    def live(self) -> Self:
        now = timezone.now()
        return self.filter(expire_date__gt=now, last_seen_at__gt=now - idle_limit())

    def count_by_user(self, users: Iterable[User]) -> dict[int, int]:
        """How many of these sessions each of `users` has; those without any are left out."""
        counted = self.filter(user__in=users).order_by().values("user").annotate(n=models.Count("pk"))
        return dict(counted.values_list("user", "n"))

    def over(self) -> Self:
        """What neither opens anything nor will again."""
        now = timezone.now()
        return self.filter(Q(expire_date__lte=now) | Q(last_seen_at__lte=now - idle_limit()))

    def for_list(self, account: Account) -> Self:
        """The live sessions of the account's people, with whom they belong to."""
        return self.live().of(account).select_related("user__account")

    def held(self, keys: Iterable[int]) -> Self:
        """Those that still are, so that nobody else ends them meanwhile; with whom they belong to."""
        rows = self.filter(pk__in=keys).order_by("pk").select_related("user__account")
        return rows.select_for_update(of=("self",))


class Session(models.Model):
    """Ends when nobody uses it for a while (`last_seen_at`), and in any case at `expire_date`."""

    digest = models.CharField(max_length=64, unique=True, editable=False)
    session_data = models.TextField(editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, editable=False, related_name="sessions",
        verbose_name=_("user"),
    )  # fmt: skip
    # The user's own, for indexes and the wall. Not called "account": with its user a session may change whose it is.
    user_account = models.ForeignKey(
        "accounts.Account", models.CASCADE, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("account"),
    )  # fmt: skip
    created_at = models.DateTimeField(_("signed in"), default=timezone.now, editable=False)
    last_seen_at = models.DateTimeField(_("last seen"), default=timezone.now, editable=False)
    expire_date = models.DateTimeField(_("expires"), editable=False)
    address = models.GenericIPAddressField(_("address"), null=True, blank=True, editable=False)
    user_agent = models.CharField(_("browser"), max_length=USER_AGENT_LENGTH, blank=True, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["-last_seen_at", "-pk"]
        indexes = [
            models.Index(fields=["expire_date"], name="session_by_expire_date"),
            models.Index(fields=["user_account", "-last_seen_at", "-id"], name="session_by_last_use"),
            models.Index(fields=["user_account", "address", "-last_seen_at", "-id"], name="session_by_address"),
        ]

    def __str__(self) -> str:
        return f"{self.user}"

    @property
    def is_live(self) -> bool:
        now = timezone.now()
        return now < self.expire_date and now - self.last_seen_at < idle_limit()

    def get_decoded(self) -> dict[str, Any]:
        from apps.accounts.session_store import SessionStore

        return SessionStore().decode(self.session_data)

    def note_use(self, address: str | None) -> None:
        """Remember a request from `address` now, at most once a minute."""
        now = timezone.now()
        if now - self.last_seen_at < LAST_USE_PRECISION:
            return
        try:
            with transaction.atomic():
                type(self).objects.filter(pk=self.pk).update(last_seen_at=now, address=address)
        except DatabaseError:
            # A database that can only be read still shows its pages.
            logger.exception("the last use of a session could not be kept")
