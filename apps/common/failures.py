"""How often something was tried in vain: the throttle's only memory, shared by every process."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models

# One statement for all buckets of a failure: the database counts, so that of failures at the same moment none is lost.
COUNT = """
INSERT INTO {table} (key, failures, last_at, expires_at) VALUES {rows}
ON CONFLICT (key) DO UPDATE SET
  failures = CASE WHEN {table}.expires_at <= excluded.last_at THEN 1 ELSE {table}.failures + 1 END,
  last_at = excluded.last_at, expires_at = excluded.expires_at
RETURNING key, failures
"""


class FailureBucketQuerySet(models.QuerySet["FailureBucket"]):
    def of(self, keys: Iterable[str], now: datetime) -> dict[str, FailureBucket]:
        """By key, what is remembered at `now`; one query."""
        return {row.key: row for row in self.filter(key__in=list(keys), expires_at__gt=now)}

    def count_failure(self, memories: dict[str, timedelta], now: datetime) -> dict[str, int]:
        """Count one failure under each key, to be remembered for its timedelta. Returns the new counts; one query."""
        # Always in the same order: two failures at the same moment must not wait for each other.
        rows = [(key, 1, stored(now), stored(now + memory)) for key, memory in sorted(memories.items())]
        statement = COUNT.format(table=self.model._meta.db_table, rows=", ".join(["(%s, %s, %s, %s)"] * len(rows)))
        with connection.cursor() as cursor:
            cursor.execute(statement, [value for row in rows for value in row])
            return dict(cursor.fetchall())


def stored(moment: datetime) -> Any:
    """`moment` as this database keeps it."""
    return connection.ops.adapt_datetimefield_value(moment)


class FailureBucket(models.Model):
    """Failures under one name. `key` is a keyed digest of it: nobody reads here who tried what."""

    key = models.CharField(max_length=64, primary_key=True, editable=False)
    failures = models.PositiveIntegerField()
    last_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    objects = FailureBucketQuerySet.as_manager()

    class Meta:
        app_label = "common"
        verbose_name = "failure bucket"
        indexes = [models.Index(fields=["expires_at"], name="failure_bucket_by_expiry")]

    def __str__(self) -> str:
        return f"FailureBucket {self.key[:8]}"
