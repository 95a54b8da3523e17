"""How many rows an account has: kept by the database's own triggers (apps/common/counting.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from apps.accounts.models import Account


class RowCountQuerySet(models.QuerySet["RowCount"]):
    def of(self, account: Account) -> RowCountQuerySet:
        return self.filter(account=account)


class RowCount(models.Model):
    """A part of a count. `counted` is the table, or table and column; `value` is what the column holds, "" for any.

    On PostgreSQL a count may lie in several rows, which add up to it: whoever writes takes one that nobody holds, so
    that no two writers wait for each other.
    """

    # Not held by the database: rows that are deleted together with their account are counted down after it is gone.
    account = models.ForeignKey("accounts.Account", models.CASCADE, db_constraint=False, related_name="+")
    counted = models.CharField(max_length=120)
    value = models.CharField(max_length=120, blank=True)
    number = models.BigIntegerField()

    objects = RowCountQuerySet.as_manager()

    class Meta:
        app_label = "common"
        verbose_name = "row count"
        indexes = [models.Index(fields=["account", "counted", "value"], name="row_count_by_what")]

    def __str__(self) -> str:
        return f"RowCount #{self.pk}"
