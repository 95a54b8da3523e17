"""manage.py purge: deletes what has expired, in small batches beside a running server; for cron."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.common import purging


class Command(BaseCommand):
    help = "Delete what has expired: tokens, codes, nonces, sessions and the like. Run it every hour or so."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["dry_run"]:
            purging.prepare()
        for expiring in purging.registered():
            count = expiring.expired().count() if options["dry_run"] else sum(purging.purge(expiring))
            self.stdout.write(f"{expiring.model._meta.label}: {count}")
        if not options["dry_run"]:
            purging.finish()
