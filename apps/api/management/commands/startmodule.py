"""A module of one's own, in the matrix, among the scopes, in the API and in its documentation."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.api.startmodule import edits, files, names
from apps.api.urls import RESOURCES

# Addresses below /api/ that are no resources.
PAGES = ("docs", "guide", "schema")
NEXT = """
Now say what a {label} is:
  apps/{module}/models.py            its fields
  apps/{module}/services.py          which of them are written
  apps/api/resources/{module}.py     what a program sees of it
Then:
  python manage.py makemigrations {module} && python manage.py migrate
  python manage.py loaddata fixtures/accounts.json fixtures/{module}.json
  python -m pytest tests/{module} tests/api/test_{module}.py
Translate the new texts as README says. Accounts that are there already have the module switched off."""


class Command(BaseCommand):
    help = "Makes a module of your own: model, services, resource, events, fixture and tests, and tells the rest of it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="what several of them are called: vehicles, service_orders")
        parser.add_argument("--one", default="", help="what one of them is called, where the name does not tell")

    def handle(self, *args: Any, **options: Any) -> None:
        words = self.words(options["name"], options["one"])
        top = settings.BASE_DIR
        made = files.made_of(words)
        changed, left = edits.applied(top, [edit.of(words) for edit in edits.EDITS])
        files.write(top, made | changed)
        files.tidy(top, [*made, *changed])
        self.tell("made", made)
        self.tell("changed", changed)
        self.tell("add by hand", [edit.by_hand for edit in left])
        self.stdout.write(NEXT.format(**words))

    def words(self, name: str, one: str) -> dict[str, str]:
        taken = frozenset({*PAGES, *(own for resource in RESOURCES for own in resource.names)})
        try:
            names.check(name, "the name")
            names.check_free(name, settings.BASE_DIR, taken)
            one = one or names.singular(name)
            names.check(one, "the name of one")
        except names.BadName as error:
            raise CommandError(str(error)) from None
        if one == name:
            raise CommandError(f"one of {name!r} needs a name of its own: --one …")
        return names.words(name, one)

    def tell(self, what: str, lines: Any) -> None:
        for line in lines:
            self.stdout.write(f"{what}: {line}")
