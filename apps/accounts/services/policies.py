"""What the account demands of the people who sign in to it."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction

from apps.accounts.models import Account
from apps.accounts.security_policy import PasswordPolicy, TwoStepPolicy, policy_fields
from apps.audit.actors import Actor
from apps.audit.record import diff, record
from apps.common.writing import apply, values


def update_password_policy(*, account: Account, by: Actor, **fields: Any) -> Account:
    """The rules count for the next password of everybody, and its age at the next request. Raises ValidationError."""
    return _update(account, by, "security.password_policy_changed", PasswordPolicy, fields)


def update_two_step_policy(*, account: Account, by: Actor, **fields: Any) -> Account:
    """Whoever must have a second factor and has none sets one up before anything else. Raises ValidationError."""
    return _update(account, by, "security.two_step_policy_changed", TwoStepPolicy, fields)


@transaction.atomic
def _update(account: Account, by: Actor, event: str, policy: type[models.Model], fields: dict[str, Any]) -> Account:
    account = Account.objects.select_for_update().get(pk=account.pk)
    before = values(account, policy_fields(policy))
    apply(account, fields)
    changes = diff(before, values(account, policy_fields(policy)))
    if changes:
        record(event, account=account, actor=by, target=account, changes=changes)
    return account
