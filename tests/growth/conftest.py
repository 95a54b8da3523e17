"""How a database plans is told for PostgreSQL; SQLite's plans of lists are in tests/settings/test_long_lists.py."""

from django.db import connection

collect_ignore = (
    []
    if connection.vendor == "postgresql"
    else ["test_meter_commit.py", "test_purge_batches.py", "test_query_plans.py"]
)
