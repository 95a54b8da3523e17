"""manage.py export_transactions: one account's log as JSON Lines, for `verify_transactions --file` to verify."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware

from apps.audit import export


class Command(BaseCommand):
    help = "Export the transactions log of an account with its digests, one JSON object a line."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--account", type=int, required=True, help="its id; 0 for the installation's own log")
        parser.add_argument("--since", help="the first moment, such as 2026-11-21 or 2026-11-21T08:00:00-03:00")
        parser.add_argument("--output", type=Path, help="the file to write; by default, standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        lines = export.lines(options["account"] or None, since=moment(options["since"]))
        if options["output"] is None:
            for line in lines:
                self.stdout.write(line, ending="")
            return
        with options["output"].open("x", encoding="utf-8") as file:
            file.writelines(lines)


def moment(text: str | None) -> datetime | None:
    """Raises CommandError."""
    if text is None:
        return None
    try:
        found = parse_datetime(text) or datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text} is no moment such as 2026-11-21T08:00:00") from None
    return make_aware(found) if is_naive(found) else found
