"""manage.py rotate_signing_keys: publish the next key for ID tokens; it signs once everybody can know it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.connections.models import SigningKey
from apps.connections.services.signing_keys import ALGORITHMS, rotate_signing_key


class Command(BaseCommand):
    help = (
        "Publish the next key that signs ID tokens, of every algorithm in use or of one. It signs an hour later; the "
        "one before stays published until nothing that it signed is valid any more. Run again while a key is waiting "
        "to sign, it changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--algorithm", choices=ALGORITHMS, help="only this one, even when it has no key yet")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = [options["algorithm"]] if options["algorithm"] else SigningKey.objects.algorithms()
        for algorithm in chosen:
            key = rotate_signing_key(algorithm=algorithm)
            self.stdout.write(f"{key.algorithm} {key.kid} signs from {key.signs_from.isoformat(timespec='seconds')}")
        if not chosen:
            self.stdout.write("No key has been needed yet: nothing to rotate.")
