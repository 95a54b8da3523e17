"""That nobody gives an app more than they may do themselves."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from apps.accounts import modules
from apps.accounts.granting import beyond_the_giver, check
from apps.accounts.permissions import Caller, may_grant
from apps.connections.callers import may_be_lent
from apps.connections.models import Consumer

CALLED = (modules.VIEW, modules.ADD, modules.EDIT, modules.DELETE)


def check_giver(giver: Caller | None, consumer: Consumer) -> None:
    """What it can be lent counts as well: whoever asks as this app is trusted with that. No call needs Reports.

    Raises ValidationError, which names the field.
    """
    check(giver, consumer.permission_group, field="permission_group")
    # What else it can be lent the owner agrees to by its name each time, and it hands none of that on.
    lent = may_be_lent(consumer) & frozenset(f"api_connections:{action}" for action in CALLED)
    if giver is not None and not may_grant(giver, lent):
        raise ValidationError({"may_manage_connections": beyond_the_giver()})
