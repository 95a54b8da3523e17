"""Permissions, granted and used: that part of the panel of a consumer, and of an authorization."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import Account
from apps.connections.callers import may_be_lent, named_permissions
from apps.connections.models import Authorization, Consumer, PermissionUse
from apps.connections.sign_in import sign_in_in_words
from apps.settings.privileges import use_of


def of_consumer(account: Account, consumer: Consumer, reduce_url: str) -> dict[str, Any]:
    """What templates/settings/api_connections/privileges.html needs; one query."""
    last_used = PermissionUse.objects.of(account).of_consumer(consumer).last_used()
    granted = consumer.permission_group.permissions
    use = use_of(granted, last_used, account, may_be_lent=may_be_lent(consumer))
    return {"use": use, "reduce_url": reduce_url}


def of_authorization(account: Account, authorization: Authorization, reduce_url: str) -> dict[str, Any]:
    """The same of what a user agreed to; signing in, which is no permission, in words beside it."""
    last_used = PermissionUse.objects.of(account).of_authorization(authorization).last_used()
    use = use_of(named_permissions(authorization), last_used, account)
    url = reduce_url if authorization.is_live else ""
    return {"use": use, "signs_in": sign_in_in_words(authorization.scopes), "reduce_url": url}
