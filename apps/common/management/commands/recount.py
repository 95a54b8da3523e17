"""manage.py recount: are the counts that the lists' totals come from true? If not, they are made anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.common import counting


class Command(BaseCommand):
    help = "Compare the kept counts of rows with the rows, and make those anew that differ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail when a count is wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = []
        for counted in counting.registered():
            is_true = counting.kept(counted) == counting.true(counted)
            self.stdout.write(f"{counted.model._meta.label}: {'true' if is_true else 'wrong'}")
            wrong += [] if is_true else [counted]
        if wrong and options["check"]:
            raise CommandError("Some counts are wrong: manage.py recount")
        for counted in wrong:
            counting.recount(counted)
