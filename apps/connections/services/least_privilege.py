"""Taking away what is not used: from a consumer by its permission group, from an app by what its user agreed to.

Whoever asks for it was shown what it takes away. A use that was noted since takes less away; more is never taken.
"""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import PermissionGroup
from apps.accounts.permissions import Caller
from apps.accounts.services.groups import create_group, update_group
from apps.audit.actors import Actor
from apps.audit.record import diff, record
from apps.connections.models import Authorization, Consumer
from apps.connections.reductions import other_holders, reduction_of_authorization, reduction_of_consumer
from apps.connections.services.consumers import update_consumer
from apps.connections.sign_in import SIGN_IN


class Shared(Exception):
    """Others hold the group as well, and would lose what they use."""


class NotLive(Exception):
    """The authorization was revoked."""


@transaction.atomic
def reduce_to_new_group(
    *, consumer: Consumer, since: datetime, shown: Set[str], name: str, by: Actor, giver: Caller | None = None
) -> PermissionGroup:
    """Give `consumer` a new group `name` of what it used since `since`; its old group stays as it is.

    `shown` is what whoever asked agreed to take away. Raises NothingUsed, MoreThanShown; ValidationError, which names
    the fields, when the name is taken or `giver` holds less than the group.
    """
    consumer = _locked_with_group(consumer)
    kept = reduction_of_consumer(consumer, since).require(shown).kept
    old = consumer.permission_group
    description = _("Reduced from “%(group)s” to what %(consumer)s uses.")
    group = create_group(
        account=consumer.account, name=name, is_read_only=old.is_read_only, permissions=sorted(kept), by=by,
        giver=giver, description=(description % {"group": old.name, "consumer": consumer.name})[:255],
    )  # fmt: skip
    update_consumer(consumer=consumer, permission_group=group, by=by, giver=giver)
    return group


@transaction.atomic
def reduce_group(
    *, consumer: Consumer, since: datetime, shown: Set[str], by: Actor, giver: Caller | None = None
) -> PermissionGroup:
    """Take from the group of `consumer`, which nobody else holds, what the consumer has not used since `since`.

    Raises Shared, NothingUsed, MoreThanShown, ValidationError, as `reduce_to_new_group` does.
    """
    consumer = _locked_with_group(consumer)
    if other_holders(consumer):
        raise Shared
    kept = reduction_of_consumer(consumer, since).require(shown).kept
    return update_group(group=consumer.permission_group, permissions=sorted(kept), by=by, giver=giver)


@transaction.atomic
def reduce_authorization(*, authorization: Authorization, since: datetime, shown: Set[str], by: Actor) -> Authorization:
    """Narrow what the user agreed to, to what the app used since `since`; its tokens go on with what is left.

    Raises NotLive, NothingUsed, MoreThanShown.
    """
    rows = Authorization.objects.select_for_update(of=("self",), no_key=True)
    related = rows.select_related("account", "consumer__permission_group", "user__permission_group")
    authorization = related.get(pk=authorization.pk)
    if not authorization.is_live:
        raise NotLive
    kept = reduction_of_authorization(authorization, since).require(shown).kept
    before = authorization.scope.split()
    authorization.scope = " ".join(sorted(kept | authorization.scopes.intersection(SIGN_IN)))
    authorization.save(update_fields=["scope"])
    changes = diff({"permissions": before}, {"permissions": authorization.scope.split()})
    account = authorization.account
    record("api_connections.authorization_reduced", account=account, actor=by, target=authorization, changes=changes)
    return authorization


def _locked_with_group(consumer: Consumer) -> Consumer:
    """With its group, which nobody else is given until this is done. The consumer first, as where it gets a group."""
    rows = Consumer.objects.select_for_update(of=("self",)).select_related("account")
    consumer = rows.get(pk=consumer.pk)
    consumer.permission_group = PermissionGroup.objects.select_for_update().get(pk=consumer.permission_group_id)
    return consumer
