"""What a call asks of the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext


@dataclass(frozen=True)
class Cost:
    """How many statements only read, and how many wrote."""

    reads: int
    writes: int


def cost_of(do: Callable[[], Any]) -> Cost:
    with CaptureQueriesContext(connection) as found:
        do()
    reads = [query["sql"] for query in found if query["sql"].startswith("SELECT")]
    return Cost(len(reads), len(found) - len(reads))
