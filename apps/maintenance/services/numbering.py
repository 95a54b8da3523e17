"""Giving numbers in order."""

from __future__ import annotations

from apps.accounts.models import Account
from apps.maintenance.models import Numbering, NumberingKind


def next_number(*, account: Account, kind: NumberingKind) -> int:
    """The account's next number of this kind, from 1. Whoever asks at the same time waits until the database
    transaction that took it has ended, so that a number which is not used after all is given again.
    """
    rows = Numbering.objects.of(account).select_for_update().filter(kind=kind)
    head = rows.first()
    if head is None:
        Numbering.objects.bulk_create([Numbering(account=account, kind=kind)], ignore_conflicts=True)
        head = rows.get()
    head.last += 1
    head.save(update_fields=["last"])
    return head.last
