"""What an import would do, for whoever looks at it before: refused lines first, and the first of all others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from apps.company.importing.cells import label_of
from apps.company.importing.plan import ADDED, CHANGED, REFUSED, SAME, Plan, Planned
from apps.settings.panel.columns import as_text

SHOWN = 200
NameOf = Callable[[Any], str]


def preview_of(plan: Plan[Any], name_of: NameOf) -> dict[str, Any]:
    """What settings/import.html takes of a file that was read."""
    counts = {outcome: len(plan.of(outcome)) for outcome in (REFUSED, ADDED, CHANGED, SAME)}
    listed = [*plan.of(REFUSED), *plan.of(ADDED), *plan.of(CHANGED)]
    return {
        "counts": counts,
        "is_refused": plan.is_refused,
        "may_import": not plan.is_refused and bool(counts[ADDED] or counts[CHANGED]),
        "lines": [(line, _what(line, name_of)) for line in listed[:SHOWN]],
        "more": max(0, len(listed) - SHOWN),
    }


def _what(line: Planned[Any], name_of: NameOf) -> str:
    """ "order: 1 → 2"; of a new row what it is called, of a refused line why."""
    if line.errors or line.row is None:
        return " ".join(line.errors)
    if line.outcome == ADDED:
        return name_of(line.row)
    return "; ".join(_changed(line.row, name, *change) for name, change in line.changes.items())


def _changed(row: Any, name: str, before: Any, after: Any) -> str:
    label = capfirst(label_of(type(row), name))
    words = {"label": label, "before": as_text(before) or "—", "after": as_text(after) or "—"}
    return _("%(label)s: %(before)s → %(after)s") % words
