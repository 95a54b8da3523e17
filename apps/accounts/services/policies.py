"""What the account demands of the people who sign in to it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from apps.accounts.api_policy import ApiPolicy
from apps.accounts.models import Account
from apps.accounts.security_policy import PasswordPolicy, TwoStepPolicy, policy_fields
from apps.accounts.services.accounts import update_api_policy
from apps.accounts.services.changes import change_account
from apps.audit.actors import Actor


def update_password_policy(*, account: Account, by: Actor, **fields: Any) -> Account:
    """The rules count for the next password of everybody, and its age at the next request. Raises ValidationError."""
    return change_account(account, by, "security.password_policy_changed", policy_fields(PasswordPolicy), fields)


def update_two_step_policy(*, account: Account, by: Actor, **fields: Any) -> Account:
    """Whoever must have a second factor and has none sets one up before anything else. Raises ValidationError."""
    return change_account(account, by, "security.two_step_policy_changed", policy_fields(TwoStepPolicy), fields)


SECURITY_FIELDS = policy_fields(PasswordPolicy) + policy_fields(TwoStepPolicy) + policy_fields(ApiPolicy)


@transaction.atomic
def update_security(*, account: Account, by: Actor, **fields: Any) -> None:
    """Change any of SECURITY_FIELDS, each under the event of its own policy. Raises ValidationError."""
    updates = (
        (PasswordPolicy, update_password_policy),
        (TwoStepPolicy, update_two_step_policy),
        (ApiPolicy, update_api_policy),
    )
    for policy, update in updates:
        own = {name: value for name, value in fields.items() if name in policy_fields(policy)}
        if own:
            update(account=account, by=by, **own)
