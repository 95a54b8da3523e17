"""Permission groups, with who holds them: users, and the consumers that only this layer knows."""

from __future__ import annotations

from django.db.models import IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from apps.accounts.models import Account, PermissionGroup, User
from apps.common import counting
from apps.connections.models import Consumer


def groups_with_use(account: Account) -> QuerySet[PermissionGroup]:
    """The account's groups with `user_count` and `consumer_count`, in one query: both numbers are kept."""
    return PermissionGroup.objects.of(account).annotate(
        user_count=_count(User, account), consumer_count=_count(Consumer, account)
    )


HOLDERS_COUNTED = 100
"""So many holders of a group are counted for a list; of more it is said that there are more."""


def groups_for_list(account: Account) -> QuerySet[PermissionGroup]:
    """The same, but counting at most one more than HOLDERS_COUNTED, so that no group makes the list slow."""
    return PermissionGroup.objects.of(account).annotate(
        user_count=_bounded(User.objects.of(account)), consumer_count=_bounded(Consumer.objects.of(account))
    )


class BoundedCount(Subquery):
    """How many rows a sliced query gives: the database stops reading at the end of the slice."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def _bounded(holders: QuerySet[User] | QuerySet[Consumer]) -> BoundedCount:
    of_group = holders.filter(permission_group=OuterRef("pk")).order_by().values("pk")
    return BoundedCount(of_group[: HOLDERS_COUNTED + 1])


def _count(holders: type[User] | type[Consumer], account: Account) -> Coalesce:
    return counting.number_with(holders, account, "permission_group", OuterRef("pk"))
