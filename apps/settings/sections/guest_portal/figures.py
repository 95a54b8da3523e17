"""What came in through the portal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from apps.accounts.models import Account
from apps.maintenance.models import WorkRequest

DAYS = 30
MOST = 1000
"""Nobody counts further for a page."""


def figures_of(account: Account) -> dict[str, Any]:
    """How many requests came in the last 30 days (`most` + 1 for more than that), and the last one; two queries."""
    rows = WorkRequest.objects.of_guests(account)
    lately = rows.filter(date__gte=timezone.now() - timedelta(days=DAYS))
    return {"last": rows.first(), "lately": lately[: MOST + 1].count(), "most": MOST}
