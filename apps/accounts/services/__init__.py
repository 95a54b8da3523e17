"""Writes: accounts, users, permission groups. Each is one database transaction with its record."""

from apps.accounts.services.accounts import (
    create_account,
    enter_account,
    leave_account,
    next_account_number,
    resume_account,
    suspend_account,
    update_api_policy,
)
from apps.accounts.services.exports import note_export
from apps.accounts.services.groups import create_group, delete_group, update_group
from apps.accounts.services.sessions import end_sessions_now
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
    "end_sessions_now",
    "enter_account",
    "invite_user",
    "leave_account",
    "next_account_number",
    "note_export",
    "resume_account",
    "suspend_account",
    "update_api_policy",
    "update_group",
    "update_user",
]
