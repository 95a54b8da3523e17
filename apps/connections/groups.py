"""Permission groups, with who holds them: users, and the consumers that only this layer knows."""

from __future__ import annotations

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from apps.accounts.models import Account, PermissionGroup, User
from apps.connections.models import Consumer


def groups_with_use(account: Account) -> QuerySet[PermissionGroup]:
    """The account's groups with `user_count` and `consumer_count`, in one query however many they are."""
    return PermissionGroup.objects.of(account).annotate(
        user_count=_count(User.objects.of(account)), consumer_count=_count(Consumer.objects.of(account))
    )


def _count(holders: QuerySet[User] | QuerySet[Consumer]) -> Coalesce:
    per_group = holders.filter(permission_group=OuterRef("pk")).order_by().values("permission_group")
    counted = Subquery(per_group.annotate(number=Count("pk")).values("number"), output_field=IntegerField())
    return Coalesce(counted, 0)
