"""The limits of an account's plan: set by the operator, and held where something is made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.accounts import number_formats, turns
from apps.accounts.models import Account, User
from apps.accounts.plan import MEGABYTE, PLAN_FIELDS
from apps.accounts.services.changes import change_account
from apps.accounts.usage import bytes_of_files
from apps.audit.actors import Actor
from apps.common.writing import values

TOO_MANY_USERS = _(
    "The plan of this account allows %(limit)s active users. Deactivate one first, or ask whoever runs the "
    "installation for more."
)
NO_STORAGE = _(
    "There is no room for this file: the plan of this account allows %(limit)s MB of files. Delete some first, or ask "
    "whoever runs the installation for more."
)


def update_plan(*, account: Account, by: Actor, **fields: Any) -> Account:
    """Change what is in PLAN_FIELDS; None takes a limit away. Raises ValidationError.

    What there is already stays, also where it is more.
    """
    return change_account(account, by, "account.plan_changed", PLAN_FIELDS, fields)


def require_room(account: Account, limit_name: str, count: Callable[[int], int], words: str | Promise) -> None:
    """Raises ValidationError with the code `limit_name` and `words` where no more is allowed.

    Inside the transaction that adds one: whoever adds another waits for its end. `count` is given the limit, and need
    not count further.
    """
    limit = _held_limit(account, limit_name)
    if limit is not None and count(limit) >= limit:
        raise ValidationError(str(words) % {"limit": limit}, code=limit_name)


def require_room_for_user(account: Account) -> None:
    """For one more active user. Raises ValidationError."""

    def count(limit: int) -> int:
        return User.objects.of(account).filter(is_active=True).order_by()[:limit].count()

    require_room(account, "users_limit", count, TOO_MANY_USERS)


def require_storage(account: Account, more: int) -> None:
    """For so many bytes `more` of files. Raises ValidationError at the field `file`, with the code "storage_megabytes".

    Inside the transaction that keeps them: whoever keeps others waits for its end.
    """
    limit = _held_limit(account, "storage_megabytes") if more > 0 else None
    if limit is not None and bytes_of_files(account) + more > limit * MEGABYTE:
        text = str(NO_STORAGE) % {"limit": number_formats.written(limit)}
        raise ValidationError({"file": ValidationError(text, code="storage_megabytes")})


def _held_limit(account: Account, name: str) -> int | None:
    """As it is now, and until the transaction ends; nobody waits where there was none."""
    if getattr(account, name) is None:
        return None
    turns.hold(account)
    limit: int | None = values(Account.objects.get(pk=account.pk), (name,))[name]
    return limit
