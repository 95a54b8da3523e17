"""Measuring what the files of each account come to."""

from __future__ import annotations

from collections import Counter

from django.db.models import Sum

from apps.accounts.models import Account, ArchiveFile
from apps.common.archiving.tables import paths
from apps.common.files.rows import FileRow, models_with_files


def measure_storage() -> None:
    """Of every account at once, for `manage.py purge`; only what changed is written. Archives are not counted."""
    sums: Counter[int] = Counter()
    for model in models_with_files():
        if model is not ArchiveFile:
            sums.update(_sums_of(model))
    for account in Account.objects.only("pk", "storage_bytes").iterator():
        if account.storage_bytes != sums[account.pk]:
            Account.objects.filter(pk=account.pk).update(storage_bytes=sums[account.pk])


def _sums_of(model: type[FileRow]) -> dict[int, int]:
    (path,) = paths(model)[:1]
    rows = model._base_manager.order_by().values(path).annotate(sum=Sum("size"))
    return dict(rows.values_list(path, "sum"))
