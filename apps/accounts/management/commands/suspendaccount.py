"""manage.py suspendaccount: closes every door to an account; nothing in it is lost."""

from typing import Any

from django.core.management.base import CommandError

from apps.accounts import services
from apps.accounts.management.numbered import AccountCommand
from apps.accounts.models import Account
from apps.audit.actors import SYSTEM


class Command(AccountCommand):
    help = "Sign everybody of an account out and refuse its keys and tokens, until resumeaccount."

    def act(self, account: Account, options: dict[str, Any]) -> str:
        if not account.is_active:
            raise CommandError(f"{account} is suspended already.")
        services.suspend_account(account=account, by=SYSTEM)
        return f"{account} is suspended: nobody and nothing of it gets in."
