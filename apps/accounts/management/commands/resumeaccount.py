"""manage.py resumeaccount: opens an account again that was suspended or closed."""

from typing import Any

from django.core.management.base import CommandError

from apps.accounts import services
from apps.accounts.management.numbered import AccountCommand
from apps.accounts.models import Account
from apps.audit.actors import SYSTEM


class Command(AccountCommand):
    help = "Open an account again that was suspended, or closed and not erased. Its people sign in anew."

    def act(self, account: Account, options: dict[str, Any]) -> str:
        if account.is_active:
            raise CommandError(f"{account} is open already.")
        services.resume_account(account=account, by=SYSTEM)
        return f"{account} is open again."
