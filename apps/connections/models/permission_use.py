"""Which permissions were really used: one row for each caller and permission, brought up to date once a day."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.modules import ACTIONS
from apps.common.models import AccountFirst, AccountQuerySet
from apps.connections.models.authorization import Authorization
from apps.connections.models.consumer import Consumer


class PermissionUseQuerySet(AccountQuerySet["PermissionUse"]):
    def of_consumer(self, consumer: Consumer) -> PermissionUseQuerySet:
        """What `consumer` used, for itself or for any user."""
        return self.filter(consumer=consumer)

    def of_authorization(self, authorization: Authorization) -> PermissionUseQuerySet:
        """What an app used for this user."""
        return self.filter(authorization=authorization)

    def of_api_key(self) -> PermissionUseQuerySet:
        return self.filter(consumer=None)

    def of_module(self, name: str) -> PermissionUseQuerySet:
        """What was used of one module, by whomever; `with_callers` loads who they are."""
        return self.filter(permission__in=[f"{name}:{action}" for action in ACTIONS])

    def since(self, moment: datetime) -> PermissionUseQuerySet:
        """What was used at `moment` or later; of its day (UTC) all counts."""
        return self.filter(last_used_on__gte=day_of(moment))

    def with_callers(self) -> PermissionUseQuerySet:
        """Without those of consumers that are gone."""
        return self.select_related("consumer", "authorization__user")

    def last_used(self) -> dict[str, date]:
        """By permission, the day of its last use; one query."""
        latest = self.order_by().values("permission").annotate(latest=models.Max("last_used_on"))
        return dict(latest.values_list("permission", "latest"))


class PermissionUse(AccountFirst):
    """That a caller was allowed to use `permission`, such as "items:view", and did; days are those of UTC.

    `consumer` is empty for the account's API key; `authorization` is the consent by which an app acted for a user.
    `caller` holds both in one word, so that each is there once.
    """

    # Not held by the database: a call goes on while its consumer is being deleted, and must not wait for that.
    consumer = models.ForeignKey(
        Consumer, models.CASCADE, null=True, db_constraint=False, db_index=False, related_name="permission_uses"
    )
    authorization = models.ForeignKey(
        Authorization, models.CASCADE, null=True, db_constraint=False, related_name="permission_uses"
    )
    caller = models.CharField(max_length=45)
    permission = models.CharField(_("permission"), max_length=80)
    first_used_on = models.DateField(_("first used"))
    last_used_on = models.DateField(_("last used"))
    days = models.PositiveIntegerField(_("days of use"), default=1)

    objects = PermissionUseQuerySet.as_manager()

    class Meta:
        verbose_name = _("use of a permission")
        verbose_name_plural = _("uses of permissions")
        ordering = ["permission", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["account", "caller", "permission"], name="permission_use_once_per_caller")
        ]
        indexes = [
            models.Index(fields=["consumer", "permission", "last_used_on"], name="permission_use_of_consumer"),
            models.Index(fields=["account", "permission", "last_used_on"], name="permission_use_of_module"),
            models.Index(fields=["last_used_on"], name="permission_use_by_day"),
        ]

    def __str__(self) -> str:
        return f"PermissionUse #{self.pk}"


def day_of(moment: datetime) -> date:
    """The day of `moment`, in UTC, as uses are kept by."""
    return moment.astimezone(UTC).date()
