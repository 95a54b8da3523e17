"""What happens to accounts, their people and the installation."""

from django.utils.translation import gettext_lazy

from apps.audit.events.event import Event

EVENTS: dict[str, Event] = {
    "account.created": Event("add", gettext_lazy("The account %(target)s was created.")),
    "account.suspended": Event("switch", gettext_lazy("The account %(target)s was suspended.")),
    "account.resumed": Event("switch", gettext_lazy("The account %(target)s was resumed.")),
    "account.entered": Event("sign_in", gettext_lazy("An operator entered the account.")),
    "account.left": Event("sign_out", gettext_lazy("An operator left the account.")),
    "account.list_exported": Event("export", gettext_lazy("A list was exported.")),
    "account.plan_changed": Event("edit", gettext_lazy("The limits of the account were changed.")),
    "account.transfer_offered": Event("add", gettext_lazy("The account was offered to %(target)s.")),
    "account.transfer_accepted": Event("authorize", gettext_lazy("%(target)s took over the account.")),
    "account.transfer_declined": Event("refuse", gettext_lazy("%(target)s declined to take over the account.")),
    "account.transfer_withdrawn": Event(
        "revoke", gettext_lazy("The offer of the account to %(target)s was taken back.")
    ),
    "account.transfer_expired": Event("revoke", gettext_lazy("The offer of the account to %(target)s ended.")),
    "account.owner_named": Event("authorize", gettext_lazy("An operator made %(target)s the owner of the account.")),
    "account.archive_asked": Event("export", gettext_lazy("An archive of all data of the account was asked for.")),
    "account.archive_made": Event("export", gettext_lazy("The archive of all data of the account was made.")),
    "account.archive_failed": Event(
        "refuse", gettext_lazy("The archive of all data of the account could not be made.")
    ),
    "account.archive_downloaded": Event("export", gettext_lazy("The archive of all data of the account was taken.")),
    "account.closing_asked": Event("delete", gettext_lazy("The end of the account %(target)s was set.")),
    "account.closing_undone": Event("switch", gettext_lazy("The account %(target)s is not closed after all.")),
    "account.closed": Event("delete", gettext_lazy("The account %(target)s was closed.")),
    "account.erased": Event("delete", gettext_lazy("The data of the account %(target)s was erased.")),
    "general.account_changed": Event("edit", gettext_lazy("The general settings of the account were changed.")),
    "modules.module_turned_on": Event("switch", gettext_lazy("A module was turned on.")),
    "modules.module_turned_off": Event("switch", gettext_lazy("A module was turned off.")),
    "installation.operator_created": Event("add", gettext_lazy("The operator %(target)s was created.")),
    "installation.signing_key_created": Event("add", gettext_lazy("The first key for ID tokens was made: %(target)s.")),
    "installation.signing_key_rotated": Event(
        "rotate", gettext_lazy("The next key for ID tokens was made: %(target)s.")
    ),
    "session.signed_in": Event("sign_in", gettext_lazy("%(target)s signed in.")),
    "session.signed_out": Event("sign_out", gettext_lazy("%(target)s signed out.")),
    "session.sign_in_refused": Event("refuse", gettext_lazy("A sign-in as %(target)s was refused.")),
    "session.password_changed": Event("edit", gettext_lazy("%(target)s changed their password.")),
    "session.ended": Event("sign_out", gettext_lazy("A session of %(target)s was ended.")),
    "security.password_policy_changed": Event("edit", gettext_lazy("The password rules of the account were changed.")),
    "security.two_step_policy_changed": Event(
        "edit", gettext_lazy("Who must sign in to the account in two steps was changed.")
    ),
    "security.single_sign_on_changed": Event("edit", gettext_lazy("The sign-in at the company was changed.")),
    "security.sign_on_bound": Event(
        "add", gettext_lazy("%(target)s came from the company's sign-in for the first time.")
    ),
    "security.sign_on_unbound": Event(
        "delete", gettext_lazy("Who %(target)s is at the company's sign-in was forgotten.")
    ),
    "security.sign_on_refused": Event(
        "refuse", gettext_lazy("Somebody who came from the company's sign-in was refused: %(target)s.")
    ),
    "security.two_step_added": Event("add", gettext_lazy("%(target)s set up a second step.")),
    "security.two_step_renamed": Event("edit", gettext_lazy("%(target)s renamed a passkey.")),
    "security.two_step_removed": Event("delete", gettext_lazy("%(target)s removed a second step.")),
    "security.two_step_reset": Event("delete", gettext_lazy("The second step of %(target)s was taken away.")),
    "security.two_step_refused": Event(
        "refuse", gettext_lazy("The second step of a sign-in as %(target)s was refused.")
    ),
    "security.passkey_refused": Event(
        "refuse", gettext_lazy("A passkey of %(target)s was refused: somebody may hold a copy of it.")
    ),
    "security.recovery_codes_made": Event("add", gettext_lazy("%(target)s made new recovery codes.")),
    "security.recovery_code_used": Event("sign_in", gettext_lazy("A recovery code of %(target)s was used.")),
    "security.api_policy_changed": Event("edit", gettext_lazy("The API policy of the account was changed.")),
    "user_accounts.user_created": Event("add", gettext_lazy("The user %(target)s was created.")),
    "user_accounts.user_invited": Event("add", gettext_lazy("An invitation was sent to %(target)s.")),
    "user_accounts.invitation_revoked": Event("revoke", gettext_lazy("The invitation of %(target)s was taken back.")),
    "user_accounts.user_changed": Event("edit", gettext_lazy("The user %(target)s was changed.")),
    "user_accounts.user_activated": Event("switch", gettext_lazy("The user %(target)s was activated.")),
    "user_accounts.user_deactivated": Event("switch", gettext_lazy("The user %(target)s was deactivated.")),
    "user_accounts.password_changed": Event("edit", gettext_lazy("The password of %(target)s was set.")),
    "user_accounts.group_created": Event("add", gettext_lazy("The permission group %(target)s was created.")),
    "user_accounts.group_changed": Event("edit", gettext_lazy("The permission group %(target)s was changed.")),
    "user_accounts.group_deleted": Event("delete", gettext_lazy("The permission group %(target)s was deleted.")),
}
