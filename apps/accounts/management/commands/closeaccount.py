"""manage.py closeaccount: sets, undoes or brings about the end of an account, and erases what it leaves."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from apps.accounts import services
from apps.accounts.closing import CLOSES_AFTER
from apps.accounts.management.numbered import AccountCommand
from apps.accounts.models import Account
from apps.audit.actors import SYSTEM

ERASES = "Everything of {account} is deleted but its name, its number and its transactions log. Nothing brings it back."


class Command(AccountCommand):
    help = (
        f"Let an account end, by itself after {CLOSES_AFTER.days} days: everything goes on until then, and its people "
        "are told. At the end every door is closed and a last archive is made; the data stays until --erase."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--days", type=int, help="end after so many days instead")
        which.add_argument("--now", action="store_true", help="end at once")
        which.add_argument("--undo", action="store_true", help="take back an end that has not come yet")
        which.add_argument("--erase", action="store_true", help="delete the data of an account that is closed")

    def act(self, account: Account, options: dict[str, Any]) -> str:
        if options["undo"]:
            services.keep_open(account=account, by=SYSTEM)
            return f"{account} is not closed after all."
        if options["erase"]:
            return self._erase(account, options)
        return self._close_now(account, options) if options["now"] else self._plan(account, options["days"])

    def _plan(self, account: Account, days: int | None) -> str:
        if days is not None and days < 1:
            raise CommandError("--days: 1 or more; --now ends the account at once.")
        at = _after(CLOSES_AFTER if days is None else timedelta(days=days))
        services.plan_closing(account=account, at=at, by=SYSTEM)
        return f"{account} ends on {at:%Y-%m-%d %H:%M} UTC, by manage.py purge; --undo takes it back."

    def _close_now(self, account: Account, options: dict[str, Any]) -> str:
        self.confirm(account, f"Everybody of {account} is signed out, and every integration stops.", options)
        services.close_account(account=account, by=SYSTEM)
        services.make_waiting()
        return f"{account} is closed: nobody and nothing of it gets in."

    def _erase(self, account: Account, options: dict[str, Any]) -> str:
        self.confirm(account, ERASES.format(account=account), options)
        rows = services.erase_account(account=account, by=SYSTEM)
        return f"The data of {account} is erased: {rows} rows. manage.py purge deletes its files."


def _after(time: timedelta) -> datetime:
    return timezone.now() + time
