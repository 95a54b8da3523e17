"""What a file would do, line by line, before anything is done: whoever imports looks at it first."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, TypeVar

from django.db.models import Model

from apps.audit.record import Changes

ADDED, CHANGED, SAME, REFUSED = "added", "changed", "same", "refused"
RowT = TypeVar("RowT", bound=Model)


@dataclass
class Planned(Generic[RowT]):
    """What one line does to the row that `key` means: `changes`, or nothing because of `errors`."""

    number: int
    key: str
    row: RowT | None = None
    changes: Changes = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        if self.errors or self.row is None:
            return REFUSED
        return ADDED if self.row.pk is None else CHANGED if self.changes else SAME


class Plan(Generic[RowT]):
    lines: list[Planned[RowT]]

    def of(self, outcome: str) -> list[Planned[RowT]]:
        return [line for line in self.lines if line.outcome == outcome]

    def targets(self, outcome: str) -> list[tuple[RowT, Changes]]:
        """The rows to which that happens, each with its changes."""
        return [(line.row, line.changes) for line in self.of(outcome) if line.row is not None]

    @cached_property
    def is_refused(self) -> bool:
        """All or nothing: one line that is refused refuses the file."""
        return bool(self.of(REFUSED))
