"""manage.py verify_transactions: says of every chain whether it is whole; exits 1 when one is not."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.audit import chain
from apps.audit.models import ChainHead, Transaction


class Command(BaseCommand):
    help = "Verify the transactions log of every account, or of the account whose id is given."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--account", type=int, help="the id of one account; 0 for the installation's own log")

    def handle(self, *args: Any, **options: Any) -> None:
        chains = self._chains() if options["account"] is None else [options["account"]]
        faults = [fault for fault in (chain.verify(number or None) for number in chains) if fault]
        for fault in faults:
            self.stderr.write(f"account {fault.account_id or 0}, transaction {fault.number}: {fault.reason}")
        if faults:
            raise CommandError(f"{len(faults)} of {len(chains)} chains are not whole")
        self.stdout.write(f"{len(chains)} chains are whole")

    def _chains(self) -> list[int]:
        heads = set(ChainHead.objects.values_list("chain", flat=True))
        return sorted(
            heads | {pk or 0 for pk in Transaction.objects.order_by().values_list("account_id", flat=True).distinct()}
        )
