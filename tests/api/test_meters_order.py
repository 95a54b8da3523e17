"""The order of meters, readings, requests, files and third parties lies ready in an index, also of a filter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db.models import QuerySet

from apps.accounts.models import Account
from apps.company.models import ThirdParty
from apps.maintenance.models import Attachment, Meter, MeterReading, WorkRequest
from tests.plans import sorts_nothing

THEN = datetime(2026, 1, 1, tzinfo=UTC)
Rows = Callable[[Account], QuerySet[Any, Any]]
HOT: dict[str, Rows] = {
    "meters": Meter.objects.for_api,
    "readings": MeterReading.objects.for_api,
    "readings since": lambda account: MeterReading.objects.for_api(account).filter(date_reading__gte=THEN),
    "readings of one": lambda account: MeterReading.objects.for_api(account).filter(meter=1, date_reading__gte=THEN),
    "requests": WorkRequest.objects.for_api,
    "requests since": lambda account: WorkRequest.objects.for_api(account).filter(date__gte=THEN),
    "open requests": lambda account: WorkRequest.objects.for_api(account).filter(status=1),
    "attachments": Attachment.objects.for_api,
    "third parties": ThirdParty.objects.for_api,
    "customers": lambda account: ThirdParty.objects.for_api(account).filter(third_party_type=4),
}
NAMED = {
    "readings": "reading_by_date", "readings since": "reading_by_date", "readings of one": "reading_by_meter",
    "requests": "request_by_date", "requests since": "request_by_date", "open requests": "request_by_status",
    "customers": "third_party_by_type",
}  # fmt: skip


@pytest.mark.parametrize("asked", HOT)
def test_the_order_needs_no_sorting(account: Account, asked: str) -> None:
    assert NAMED.get(asked, "") in sorts_nothing(HOT[asked](account).values("pk")[:100])
