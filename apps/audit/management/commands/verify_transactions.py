"""manage.py verify_transactions: says of every chain whether it is whole; exits 1 when one is not."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.audit import checking, export
from apps.audit.chain import Fault
from apps.audit.models import ChainHead, Transaction
from apps.common.keyring import MissingKey


class Command(BaseCommand):
    help = "Verify the transactions log of every account, of the account whose id is given, or of an exported file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--account", type=int, help="the id of one account; 0 for the installation's own log")
        parser.add_argument("--file", type=Path, help="what export_transactions wrote")
        parser.add_argument("--alone", action="store_true", help="do not compare the file with this database")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["file"]:
            return self._verify_file(options["file"], is_alone=options["alone"])
        return self._verify_chains(self._chains() if options["account"] is None else [options["account"]])

    def _verify_chains(self, chains: list[int]) -> None:
        faults = [fault for fault in (checking.check(number or None) for number in chains) if fault]
        for fault in faults:
            self._tell(fault)
        if faults:
            raise CommandError(f"{len(faults)} of {len(chains)} chains are not whole")
        self.stdout.write(f"{len(chains)} chains are whole")

    def _verify_file(self, path: Path, *, is_alone: bool) -> None:
        try:
            with path.open(encoding="utf-8") as file:
                end, fault = export.verify(file)
            fault = fault or (None if is_alone else export.compare(end))
        except (OSError, UnicodeDecodeError, export.NoExport, MissingKey) as error:
            raise CommandError(f"{path.name} cannot be verified: {error}") from error
        if fault:
            self._tell(fault)
            raise CommandError(f"{path.name} is not whole")
        self.stdout.write(
            f"{path.name} is whole: account {end['account_id'] or 0}, transactions {end['from']} to {end['end']}"
        )

    def _tell(self, fault: Fault) -> None:
        self.stderr.write(f"account {fault.account_id or 0}, transaction {fault.number}: {fault.reason}")

    def _chains(self) -> list[int]:
        heads = set(ChainHead.objects.values_list("chain", flat=True))
        return sorted(
            heads | {pk or 0 for pk in Transaction.objects.order_by().values_list("account_id", flat=True).distinct()}
        )
