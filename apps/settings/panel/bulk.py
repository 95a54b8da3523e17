"""Doing something with the selected rows of a list, or with all that its search and filters match."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.modules import EDIT
from apps.settings.navigation import Text

SELECTED = "selected"
"""The name of the checkboxes, in the form and in the URL of a page that an action leads to."""
MATCHING = "matching"
"""Instead of them: all that match. The search and the filters of the URL say which these are, not a thousand keys."""
CONFIRMED = "confirmed"
"""What a form holds besides when its question was answered."""
MARK = "mark"
"""What it holds when the question was about all that match: `mark_of` the rows that it was about."""
AT_ONCE = 1_000
"""So many are done at once at most."""


@dataclass(frozen=True)
class BulkAction:
    """A button of the list: the admin's method `bulk_<name>(request, rows)` does it and returns what to say.

    `action` is what the caller must be allowed to. `confirm` is asked first. With `page`, it only leads to the
    address of that name (added in `get_urls`), with the selection as `selected` or `matching` in its URL.
    """

    name: str
    label: Text
    icon: str
    action: str = EDIT
    confirm: Text = ""
    confirm_ok: Text = ""
    page: str = ""
    is_danger: bool = False


def mark_of(rows: Iterable[Any]) -> str:
    """A word for exactly these rows. Others may have come or gone by the time the question about them is answered."""
    keys = ",".join(str(row.pk) for row in sorted(rows, key=lambda row: row.pk))
    return hashlib.sha256(keys.encode()).hexdigest()[:16]


def changed_words() -> str:
    """Why a question is asked once more."""
    return _("The list has changed meanwhile. Look at what matches now, and confirm again.")
