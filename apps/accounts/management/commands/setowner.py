"""manage.py setowner: makes a Super Administrator the owner of their account, when the owner cannot be reached."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from apps.accounts import services
from apps.accounts.management.numbered import AccountCommand
from apps.accounts.models import Account, User
from apps.audit.actors import SYSTEM


class Command(AccountCommand):
    help = "Name an active Super Administrator of an account its owner, whoever was. Owners themselves hand it over."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--email", required=True, help="who becomes the owner")

    def act(self, account: Account, options: dict[str, Any]) -> str:
        user = User.objects.of(account).filter(email=options["email"].lower()).first()
        if user is None:
            raise CommandError(f"{account} has no user with this address.")
        services.name_owner(user=user, by=SYSTEM)
        return f"{user} is the owner of {account} now."
