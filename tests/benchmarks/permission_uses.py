"""`python -m tests.benchmarks.permission_uses`: what noting the permission of a call costs, in microseconds.

The call is `GET /api/items` of an empty account, through the whole stack, in a database of its own that is thrown away.
Three kinds take turns: one that notes nothing at all, one whose use was noted today, which is every call but the first,
and one that is the first of its day and writes. It asserts nothing.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable

import django

# What is imported below are models, which need the settings first.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")
django.setup()

from django.conf import settings  # noqa: E402
from django.test.utils import get_runner, setup_test_environment  # noqa: E402

from apps.api import uses  # noqa: E402
from apps.connections.services.permission_uses import memory, note_use  # noqa: E402
from tests.api.helpers import Program, token_for  # noqa: E402
from tests.factories import AccountFactory  # noqa: E402

ROUNDS, CALLS = 12, 15


def microseconds(do: Callable[[], object]) -> float:
    """Of the processor, for one call."""
    start = time.process_time()
    for _ in range(CALLS):
        do()
    return (time.process_time() - start) / CALLS * 1e6


def kinds(program: Program) -> dict[str, Callable[[], object]]:
    def without() -> None:
        vars(uses)["note_use"] = lambda use: None
        program.get("/api/items")

    def noted() -> None:
        vars(uses)["note_use"] = note_use
        program.get("/api/items")

    def first() -> None:
        memory.forget()
        noted()

    return {"without": without, "noted today": noted, "first of the day": first}


def main() -> int:
    setup_test_environment()
    runner = get_runner(settings)(verbosity=0, interactive=False)
    made = runner.setup_databases()
    try:
        program = Program(token_for(AccountFactory.create(calls_per_minute=1_000_000)))
        found: dict[str, list[float]] = {}
        for _ in range(ROUNDS):
            for name, do in kinds(program).items():
                found.setdefault(name, []).append(microseconds(do))
        floor = min(found["without"])
        for name, values in found.items():
            best, middle = min(values), statistics.median(values)
            line = f"{name:>18}: best {best:7.0f} µs, median {middle:7.0f} µs, ratio {best / floor:.3f}"
            sys.stdout.write(line + "\n")
    finally:
        runner.teardown_databases(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
