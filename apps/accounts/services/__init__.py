"""Writes: accounts, users, permission groups. Each is one database transaction with its record."""

from apps.accounts.services.accounts import (
    create_account,
    enter_account,
    leave_account,
    next_account_number,
    resume_account,
    suspend_account,
)
from apps.accounts.services.groups import create_group, delete_group, update_group
from apps.accounts.services.users import (
    activate_user,
    change_language,
    change_password,
    create_operator,
    create_user,
    deactivate_user,
    invite_user,
    update_user,
)

__all__ = [
    "activate_user",
    "change_language",
    "change_password",
    "create_account",
    "create_group",
    "create_operator",
    "create_user",
    "deactivate_user",
    "delete_group",
    "enter_account",
    "invite_user",
    "leave_account",
    "next_account_number",
    "resume_account",
    "suspend_account",
    "update_group",
    "update_user",
]
