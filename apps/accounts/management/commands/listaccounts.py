"""manage.py listaccounts: every account with its state, its owner, and what it uses of its plan."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.accounts import usage
from apps.accounts.models import Account, User
from apps.accounts.plan import PLAN_FIELDS

STATES = ("active", "suspended", "closing", "closed", "erased")


class Command(BaseCommand):
    help = "List the accounts by number; with --json one array of objects, for programs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="as JSON, with limits and usage")
        parser.add_argument("--status", choices=STATES, help="only these")

    def handle(self, *args: Any, **options: Any) -> None:
        found = [one for one in facts(with_usage=options["json"]) if options["status"] in (None, one["status"])]
        if options["json"]:
            return self.stdout.write(json.dumps(found, indent=2, ensure_ascii=False))
        for one in found:
            owner = one["owner"] or "no owner"
            self.stdout.write(f"{one['number']:>8}  {one['status']:<9}  {one['users']:>6}  {one['name']}  ({owner})")
        return None


def facts(*, with_usage: bool) -> Iterator[dict[str, Any]]:
    owners = dict(User.objects.filter(is_owner=True).values_list("account", "email"))
    for account in Account.objects.order_by("number"):
        yield {
            "number": account.number, "name": account.name, "status": status_of(account),
            "owner": owners.get(account.pk), "users": usage.active_users(account),
            "created_at": account.created_at.isoformat(),
            "closes_at": account.closes_at.isoformat() if account.closes_at else None,
        } | (plan_of(account) if with_usage else {})  # fmt: skip


def plan_of(account: Account) -> dict[str, Any]:
    return {
        "limits": {name: getattr(account, name) for name in PLAN_FIELDS},
        "usage": {one.name: one.used for one in usage.of(account)},
    }


def status_of(account: Account) -> str:
    if account.erased_at or account.closed_at:
        return "erased" if account.erased_at else "closed"
    if not account.is_active:
        return "suspended"
    return "closing" if account.is_closing else "active"
