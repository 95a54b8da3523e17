"""When a person or an account is closed, or a password was lost, so is everything that was issued for them."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from apps.accounts.models import Account, User
from apps.accounts.signals import account_suspended, credentials_reset, user_deactivated
from apps.audit.actors import Actor
from apps.connections.models import AccessToken, Authorization
from apps.connections.services.revoking import end_authorizations


@receiver([user_deactivated, credentials_reset])
def revoke_what_the_user_allowed(user: User, by: Actor, **kwargs: Any) -> None:
    end_authorizations(authorizations=Authorization.objects.filter(user=user).live_or_restorable(), by=by)


@receiver(account_suspended)
def end_access_tokens(account: Account, **kwargs: Any) -> None:
    AccessToken.objects.filter(application__account=account).delete()
