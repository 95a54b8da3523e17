"""manage.py make_archives: makes the archives of accounts that wait; for a timer, where web servers shall not."""

from typing import Any

from django.core.management.base import BaseCommand

from apps.accounts.services import make_waiting


class Command(BaseCommand):
    help = "Make every archive that was asked for and that nobody is making, also those of a process that died."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"archives: {make_waiting()}")
