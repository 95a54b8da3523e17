"""manage.py limitaccount: how many users, consumers, calls a month and megabytes of files an account may have."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from apps.accounts import services
from apps.accounts.management.numbered import AccountCommand
from apps.accounts.models import Account
from apps.accounts.plan import PLAN_FIELDS
from apps.audit.actors import SYSTEM

OPTIONS = {
    "users": "users_limit", "consumers": "consumers_limit", "calls_per_month": "calls_per_month",
    "storage_megabytes": "storage_megabytes",
}  # fmt: skip


class Command(AccountCommand):
    help = "Set the limits of an account's plan. What is not given stays; “none” takes a limit away."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        for option, field in OPTIONS.items():
            text = str(Account._meta.get_field(field).verbose_name)  # type: ignore[union-attr]
            parser.add_argument("--" + option.replace("_", "-"), metavar="N", help=f"{text}; or none")

    def act(self, account: Account, options: dict[str, Any]) -> str:
        given = {field: _number(option, options[option]) for option, field in OPTIONS.items() if options[option]}
        if not given:
            raise CommandError("Give at least one of --users, --consumers, --calls-per-month and --storage-megabytes.")
        account = services.update_plan(account=account, by=SYSTEM, **given)
        limits = ", ".join(f"{name} {_word(getattr(account, name))}" for name in PLAN_FIELDS)
        return f"{account}: {limits}."


def _word(limit: int | None) -> str:
    return "none" if limit is None else str(limit)


def _number(option: str, word: str) -> int | None:
    if word == "none":
        return None
    if not word.isascii() or not word.isdigit():
        raise CommandError(f"--{option.replace('_', '-')}: a whole number, or none.")
    return int(word)
