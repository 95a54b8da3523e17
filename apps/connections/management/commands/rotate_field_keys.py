"""manage.py rotate_field_keys: bring what is sealed under the first key, and say which older keys may go."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.connections.keys import Use, removable, sealed_models, uses, writing
from apps.connections.services.resealing import reseal


class Command(BaseCommand):
    help = (
        "Seal every sealed value anew under the first seal key of FIELD_KEYS, and report which older keys may be "
        "removed. It works beside a running server, and can be stopped and started again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only report; change nothing")
        parser.add_argument("--retire", metavar="PURPOSE:VERSION", help="exit with 1 while a row needs this key")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["check"]:
            self._reseal()
        found = uses()
        self._report(found)
        if options["retire"]:
            self._retire(options["retire"], found)

    def _reseal(self) -> None:
        unopened: list[str] = []
        for model in sealed_models():
            count = 0
            for batch in reseal(model):
                count, unopened = count + batch.resealed, unopened + batch.unopened
            self.stdout.write(f"{model._meta.label}: {count} sealed anew")
        if unopened:
            raise CommandError(f"These do not open, and were left as they are: {', '.join(unopened)}")

    def _report(self, found: list[Use]) -> None:
        for use in found:
            self.stdout.write(f"still needed: {use.key} by {f'{use.rows} ' if use.rows else ''}{use.who}")
        self.stdout.write(f"may be removed from FIELD_KEYS: {', '.join(removable(found)) or 'nothing'}")

    def _retire(self, name: str, found: list[Use]) -> None:
        if name in writing():
            raise CommandError(f"{name} must stay: new rows are written with it")
        for use in found:
            if use.key == name:
                raise CommandError(f"{name} must stay: needed by {use.who}")
        self.stdout.write(f"{name} may go.")
