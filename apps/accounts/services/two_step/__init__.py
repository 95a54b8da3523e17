"""Second factors: added, proved, removed by their owner, and taken away by a Super Administrator."""

from apps.accounts.services.two_step.app import add_authenticator_app, remove_authenticator_app
from apps.accounts.services.two_step.codes import new_recovery_codes, use_code
from apps.accounts.services.two_step.passkeys import add_passkey, remove_passkey, rename_passkey, use_passkey
from apps.accounts.services.two_step.reset import reset_two_step

__all__ = [
    "add_authenticator_app",
    "add_passkey",
    "new_recovery_codes",
    "remove_authenticator_app",
    "remove_passkey",
    "rename_passkey",
    "reset_two_step",
    "use_code",
    "use_passkey",
]
