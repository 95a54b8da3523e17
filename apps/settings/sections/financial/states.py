"""Active or not: the filter of the lists that know it, and how it is shown."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

ACTIVE, INACTIVE = "active", "inactive"
STATES = (("", gettext_lazy("All")), (ACTIVE, gettext_lazy("Active")), (INACTIVE, gettext_lazy("Inactive")))
RowsT = TypeVar("RowsT", bound=QuerySet[Any])


def narrowed(rows: RowsT, state: str) -> RowsT:
    return rows.filter(active=state == ACTIVE)
