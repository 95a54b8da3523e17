"""manage.py migrate beside a running server: it waits little for a lock, and as long as it must for its own work."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

LOCK_TIMEOUT = "2s"
"""Who waits for a table lock keeps everybody waiting who comes after; better to give up and be run again."""
DAY = 24 * 60 * 60.0


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_TIMEOUT])
                cursor.execute("SELECT set_config('statement_timeout', '0', false)")
            if hasattr(connection.connection, "patience"):
                connection.connection.patience = DAY
        super().handle(*args, **options)
