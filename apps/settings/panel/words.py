"""What a list and its panel say of one kind of record."""

from __future__ import annotations

from dataclasses import dataclass

from apps.settings.navigation import Text


@dataclass(frozen=True)
class Words:
    """Whole sentences of one kind of record, because gender differs: never "New %(model)s"."""

    add: Text = ""
    change: Text = ""
    added: Text = ""
    changed: Text = ""
    empty_title: Text = ""
    empty_text: Text = ""
    search: Text = ""
    search_long: Text = ""
    """Instead of `search`, where the list is long (apps/settings/panel/bounds.py)."""
    remove: Text = ""
    """What deleting one, or many, means; asked before it is done (apps/settings/panel/removal.py)."""
