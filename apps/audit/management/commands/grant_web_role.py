"""manage.py grant_web_role: gives the role that serves what it needs, and takes from it what it does not."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from apps.audit import privileges


class Command(BaseCommand):
    help = (
        "Run as the role that migrates: let ROLE, which exists already, read and write the tables but neither alter "
        "them nor change the transactions log. Tables of later migrations are included."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role")

    def handle(self, *args: Any, **options: Any) -> None:
        role: str = options["role"]
        if connection.vendor != "postgresql":
            raise CommandError("only PostgreSQL has roles")
        try:
            privileges.grant(role)
        except privileges.UnknownRole:
            raise CommandError(f"{role} does not exist: CREATE ROLE {role} LOGIN PASSWORD …") from None
        if found := privileges.excess(role):
            raise CommandError(f"{role} still {', '.join(found)}: choose a role of its own for serving")
        self.stdout.write(f"{role} may serve, and nothing else.")
