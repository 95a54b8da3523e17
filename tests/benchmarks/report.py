"""What was found on one database: shown as tables, and written as JSON."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.benchmarks import table
from tests.benchmarks.pages import PageFigures
from tests.benchmarks.table import Row, number


@dataclass(frozen=True)
class Report:
    """`starts` are the seconds from the start of a server to its first token, by peer."""

    database: str
    rows: list[Row]
    pages: list[PageFigures] = field(default_factory=list)
    starts: dict[str, float] = field(default_factory=dict)
    logs: dict[str, str] = field(default_factory=dict)
    """What servers had to say, by peer: its end."""


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def show(found: Report) -> None:
    say(f"\n{found.database}\n{table.heading()}")
    for row in found.rows:
        say(table.line(row.cells()))
    complain(found)
    if found.starts:
        starts = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in found.starts.items())
        say(f"\nfrom the start to the first token: {starts}")
    if found.pages:
        say(f"\n{'CPU ms':>8} {'DB ms':>8} {'queries':>8}  page")
    for page in sorted(found.pages, key=lambda page: -page.server_cpu):
        say(f"{number(page.server_cpu):>8} {number(page.database_cpu):>8} {number(page.queries):>8}  {page.path}")


def complain(found: Report) -> None:
    """About answers that were no success, with what the server says of it."""
    for row in [row for row in found.rows if row.figures.errors or row.figures.broken]:
        wrong = f"{row.figures.errors:.0f} answers were no success, {row.figures.broken:.0f} connections broke"
        say(f"{row.workload}, {row.peer}, {row.connections} connections: {wrong}")
    for peer in {row.peer for row in found.rows if row.figures.errors} & set(found.logs):
        say(f"{peer} says: {found.logs[peer] or 'nothing'}")


def write(place: Path, found: list[Report], circumstances: dict[str, Any]) -> None:
    place.parent.mkdir(exist_ok=True)
    place.write_text(
        json.dumps({"circumstances": circumstances, "databases": [asdict(one) for one in found]}, indent=1)
    )
