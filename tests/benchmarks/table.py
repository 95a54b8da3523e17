"""The table, and the same as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.benchmarks.measuring import Figures

HEADINGS = (
    ("workload", 30), ("server", 19), ("conns", 5), ("req/s", 8), ("p50 ms", 8), ("p99 ms", 8), ("CPU ms", 8),
    ("x floor", 8), ("DB ms", 7), ("queries", 8), ("MB", 6),
)  # fmt: skip
LEFT = 2


@dataclass(frozen=True)
class Row:
    """One line: `ratio` is the server's CPU against the floor's in the same run."""

    database: str
    workload: str
    title: str
    peer: str
    connections: int
    figures: Figures
    ratio: float | None
    queries: float | None

    def cells(self) -> Iterator[str]:
        found = self.figures
        yield f"{self.workload} {self.title}"
        yield self.peer
        yield str(self.connections)
        yield f"{found.per_second:,.0f}{'!' if found.errors else ''}"
        yield from (number(value) for value in (found.p50, found.p99, found.server_cpu))
        yield from (number(value) for value in (self.ratio, found.database_cpu, self.queries))
        yield f"{found.memory:.0f}"


def number(value: float | None) -> str:
    """Three digits that count; a dash for what there is not."""
    if value is None:
        return "–"
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def line(cells: Iterable[str]) -> str:
    parts = (
        f"{cell:<{width}}" if index < LEFT else f"{cell:>{width}}"
        for index, (cell, (_, width)) in enumerate(zip(cells, HEADINGS, strict=True))
    )
    return " ".join(parts).rstrip()


def heading() -> str:
    return line(name for name, _ in HEADINGS)
