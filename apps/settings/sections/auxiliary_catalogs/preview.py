"""What an import would do, for whoever looks at it before: refused lines first, and the first of all others."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from apps.company.catalogs.planning import ADDED, CHANGED, REFUSED, SAME, Plan, Planned
from apps.company.models import CatalogEntry
from apps.settings.panel.columns import as_text

SHOWN = 200


def preview_of(plan: Plan) -> dict[str, Any]:
    counts = {outcome: len(plan.of(outcome)) for outcome in (REFUSED, ADDED, CHANGED, SAME)}
    listed = [*plan.of(REFUSED), *plan.of(ADDED), *plan.of(CHANGED)]
    return {
        "counts": counts,
        "is_refused": plan.is_refused,
        "may_import": not plan.is_refused and bool(counts[ADDED] or counts[CHANGED]),
        "lines": [(line, _what(line)) for line in listed[:SHOWN]],
        "more": max(0, len(listed) - SHOWN),
    }


def _what(line: Planned) -> str:
    """ "order: 1 → 2"; of a new entry what it is called, of a refused one why."""
    if line.outcome == REFUSED:
        return " ".join(line.errors)
    if line.outcome == ADDED:
        return line.entry.shown_name if line.entry else ""
    return "; ".join(_changed(name, *change) for name, change in line.changes.items())


def _changed(name: str, before: Any, after: Any) -> str:
    label = CatalogEntry._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    words = {"label": str(label).capitalize(), "before": as_text(before) or "—", "after": as_text(after) or "—"}
    return _("%(label)s: %(before)s → %(after)s") % words
