"""What the commands about one account have in common: it goes by its number, and a person confirms what is final."""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from apps.accounts.models import Account


class AccountCommand(BaseCommand, ABC):
    """Does `act` with the account of this number; what a service refuses is the error of the command."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--number", type=int, required=True, help="the number of the account")
        parser.add_argument(
            "--no-input", "--noinput", action="store_false", dest="interactive", help="never ask; go ahead"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            account = account_of(options["number"])
            try:
                self.stdout.write(self.act(account, options))
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error

    @abstractmethod
    def act(self, account: Account, options: dict[str, Any]) -> str:
        """What was done, in a sentence."""

    def confirm(self, account: Account, what: str, options: dict[str, Any]) -> None:
        """Raises CommandError unless somebody types the name of the account."""
        if not options["interactive"]:
            return
        if not sys.stdin.isatty():
            raise CommandError("There is no terminal to ask at; add --no-input to go ahead.")
        if input(f"{what} Type “{account.name}” to go ahead: ").strip() != account.name:
            raise CommandError("Cancelled; nothing was changed.")


def account_of(number: int) -> Account:
    """Raises CommandError."""
    account = Account.objects.filter(number=number).first()
    if account is None:
        raise CommandError(f"There is no account with the number {number}; manage.py listaccounts shows them all.")
    return account
