"""Writes: accounts, users, permission groups, modules. Each is one database transaction with its record."""

from apps.accounts.services.accounts import (
    create_account,
    enter_account,
    leave_account,
    next_account_number,
    resume_account,
    suspend_account,
    update_account,
    update_api_policy,
)
from apps.accounts.services.exports import note_export
from apps.accounts.services.groups import create_group, delete_group, duplicate_group, update_group
from apps.accounts.services.invitations import invite_user, revoke_invitation
from apps.accounts.services.modules import turn_module_off, turn_module_on
from apps.accounts.services.policies import update_password_policy, update_two_step_policy
from apps.accounts.services.sessions import end_sessions_now
from apps.accounts.services.two_step import (
    add_authenticator_app,
    add_passkey,
    new_recovery_codes,
    remove_authenticator_app,
    remove_passkey,
    rename_passkey,
    reset_two_step,
    use_code,
    use_passkey,
)
from apps.accounts.services.users import (
    activate_user,
    change_language,
    change_password,
    create_operator,
    create_user,
    deactivate_user,
    update_user,
)

__all__ = [
    "activate_user",
    "add_authenticator_app",
    "add_passkey",
    "change_language",
    "change_password",
    "create_account",
    "create_group",
    "create_operator",
    "create_user",
    "deactivate_user",
    "delete_group",
    "duplicate_group",
    "end_sessions_now",
    "enter_account",
    "invite_user",
    "leave_account",
    "new_recovery_codes",
    "next_account_number",
    "note_export",
    "remove_authenticator_app",
    "remove_passkey",
    "rename_passkey",
    "reset_two_step",
    "resume_account",
    "revoke_invitation",
    "suspend_account",
    "turn_module_off",
    "turn_module_on",
    "update_account",
    "update_api_policy",
    "update_group",
    "update_password_policy",
    "update_two_step_policy",
    "update_user",
    "use_code",
    "use_passkey",
]
