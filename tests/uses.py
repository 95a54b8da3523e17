"""Uses of permissions, as calls would have noted them on other days."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from apps.connections.models import Authorization, Consumer, PermissionUse
from apps.connections.models.permission_use import day_of
from apps.connections.services.permission_uses import Use

DAY = timedelta(days=1)


def new_use(owner: Consumer | Authorization, permission: str, *, days_ago: int = 0) -> PermissionUse:
    """`owner` used `permission` once, so many days ago."""
    consumer = owner if isinstance(owner, Consumer) else owner.consumer
    authorization = None if isinstance(owner, Consumer) else owner
    use = Use(consumer.account_id, consumer.pk, authorization.pk if authorization else None, permission)
    moment = timezone.now() - days_ago * DAY
    later = Q(last_used_at=None) | Q(last_used_at__lt=moment)
    Consumer.objects.filter(later, pk=consumer.pk).update(last_used_at=moment)
    day = day_of(moment)
    return PermissionUse.objects.create(
        account=consumer.account, consumer=consumer, authorization=authorization, caller=use.caller,
        permission=permission, first_used_on=day, last_used_on=day,
    )  # fmt: skip


def age(consumer: Consumer, days: int = 400) -> Consumer:
    """`consumer` has been there for so long."""
    consumer.created = timezone.now() - days * DAY
    consumer.save(update_fields=["created"])
    return consumer
