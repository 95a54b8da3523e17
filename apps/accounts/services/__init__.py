"""Writes: accounts, users, permission groups, modules. Each is one database transaction with its record."""

from apps.accounts.services.accounts import (
    create_account,
    enter_account,
    leave_account,
    next_account_number,
    resume_account,
    suspend_account,
    update_api_policy,
)
from apps.accounts.services.archives import ask_archive, make_archive, make_waiting, note_download, open_archive, start
from apps.accounts.services.closing import ask_closing, close_account, keep_open, plan_closing, undo_closing
from apps.accounts.services.erasing import erase_account
from apps.accounts.services.exports import note_export
from apps.accounts.services.general import update_account
from apps.accounts.services.groups import create_group, delete_group, duplicate_group, update_group
from apps.accounts.services.invitations import invite_user, revoke_invitation
from apps.accounts.services.modules import turn_module_off, turn_module_on
from apps.accounts.services.ownership import (
    accept_ownership,
    decline_ownership,
    name_owner,
    offer_ownership,
    withdraw_ownership,
)
from apps.accounts.services.plan import update_plan
from apps.accounts.services.policies import (
    SECURITY_FIELDS,
    update_password_policy,
    update_security,
    update_two_step_policy,
)
from apps.accounts.services.sessions import end_sessions_now
from apps.accounts.services.single_sign_on import (
    bind_sign_on,
    configure_single_sign_on,
    note_refused_sign_on,
    unbind_sign_on,
)
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
    "SECURITY_FIELDS",
    "accept_ownership",
    "activate_user",
    "add_authenticator_app",
    "add_passkey",
    "ask_archive",
    "ask_closing",
    "bind_sign_on",
    "change_language",
    "change_password",
    "close_account",
    "configure_single_sign_on",
    "create_account",
    "create_group",
    "create_operator",
    "create_user",
    "deactivate_user",
    "decline_ownership",
    "delete_group",
    "duplicate_group",
    "end_sessions_now",
    "enter_account",
    "erase_account",
    "invite_user",
    "keep_open",
    "leave_account",
    "make_archive",
    "make_waiting",
    "name_owner",
    "new_recovery_codes",
    "next_account_number",
    "note_download",
    "note_export",
    "note_refused_sign_on",
    "offer_ownership",
    "open_archive",
    "plan_closing",
    "remove_authenticator_app",
    "remove_passkey",
    "rename_passkey",
    "reset_two_step",
    "resume_account",
    "revoke_invitation",
    "start",
    "suspend_account",
    "turn_module_off",
    "turn_module_on",
    "unbind_sign_on",
    "undo_closing",
    "update_account",
    "update_api_policy",
    "update_group",
    "update_password_policy",
    "update_plan",
    "update_security",
    "update_two_step_policy",
    "update_user",
    "use_code",
    "use_passkey",
    "withdraw_ownership",
]
