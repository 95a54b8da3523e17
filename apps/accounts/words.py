"""Permissions in words that people read."""

from __future__ import annotations

from collections.abc import Iterable

from apps.accounts import modules


def permissions_in_words(permissions: Iterable[str]) -> list[str]:
    """One line per module, in the order of the registry: "Items: View, Edit". What no module knows is left out."""
    chosen = set(permissions)
    return [line for module in modules.every() if (line := _line(module, chosen))]


def _line(module: modules.Module, chosen: set[str]) -> str:
    held = [str(modules.ACTION_LABELS[a]) for a in modules.ACTIONS if module.permission(a) in chosen]
    return f"{module.label}: {', '.join(held)}" if held else ""
