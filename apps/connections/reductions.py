"""What would be taken away, because it is not used: of a consumer's permission group, of what a user agreed to."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime

from apps.accounts.models import User
from apps.connections.callers import named_permissions
from apps.connections.models import Authorization, Consumer, PermissionUse
from apps.connections.models.permission_use import PermissionUseQuerySet


class NothingUsed(Exception):
    """A group or a consent without any permission would be of no use: what is not used at all is to be ended."""


class MoreThanShown(Exception):
    """Since it was shown, something was granted which would be taken away unseen."""


@dataclass(frozen=True)
class Reduction:
    """Of what is `granted`, all that was not `used` is taken away."""

    granted: frozenset[str]
    used: frozenset[str]

    @property
    def kept(self) -> frozenset[str]:
        return self.granted & self.used

    @property
    def taken(self) -> frozenset[str]:
        return self.granted - self.used

    def require(self, shown: Set[str]) -> Reduction:
        """This, when it leaves something and takes no more than `shown`. Raises NothingUsed, MoreThanShown."""
        if not self.kept:
            raise NothingUsed
        if not self.taken <= shown:
            raise MoreThanShown
        return self


@dataclass(frozen=True)
class Holders:
    """How many others hold the group of a consumer."""

    consumers: int
    users: int

    def __bool__(self) -> bool:
        return bool(self.consumers or self.users)


def reduction_of_consumer(consumer: Consumer, since: datetime) -> Reduction:
    """What would become of the consumer's group, after what the consumer used from `since` on; one query."""
    uses = PermissionUse.objects.of(consumer.account).of_consumer(consumer).since(since)
    return Reduction(frozenset(consumer.permission_group.permissions), _permissions(uses))


def reduction_of_authorization(authorization: Authorization, since: datetime) -> Reduction:
    """What would become of what the user agreed to; signing in is no permission, and stays."""
    uses = PermissionUse.objects.of(authorization.account).of_authorization(authorization).since(since)
    return Reduction(named_permissions(authorization), _permissions(uses))


def other_holders(consumer: Consumer) -> Holders:
    """Who else has the consumer's group; two queries."""
    consumers = Consumer.objects.of(consumer.account).filter(permission_group=consumer.permission_group_id)
    users = User.objects.of(consumer.account).filter(permission_group=consumer.permission_group_id)
    return Holders(consumers.exclude(pk=consumer.pk).count(), users.count())


def _permissions(uses: PermissionUseQuerySet) -> frozenset[str]:
    return frozenset(uses.order_by().values_list("permission", flat=True).distinct())
