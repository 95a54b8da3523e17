"""What only a connection to PostgreSQL has is told on PostgreSQL."""

from django.db import connection

collect_ignore = [] if connection.vendor == "postgresql" else ["test_prepared_statements.py"]
