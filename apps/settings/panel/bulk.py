"""Doing something with the selected rows of a list."""

from __future__ import annotations

from dataclasses import dataclass

from apps.accounts.modules import EDIT
from apps.settings.navigation import Text

SELECTED = "selected"
"""The name of the checkboxes, in the form and in the URL of a page that an action leads to."""

CONFIRMED = "confirmed"
"""What a form holds besides when its question was answered."""


@dataclass(frozen=True)
class BulkAction:
    """A button of the list: the admin's method `bulk_<name>(request, rows)` does it and returns what to say.

    `action` is what the caller must be allowed to. `confirm` is asked first. With `page`, it only leads to the
    address of that name (added in `get_urls`), with the selection as `selected` in its URL.
    """

    name: str
    label: Text
    icon: str
    action: str = EDIT
    confirm: Text = ""
    confirm_ok: Text = ""
    page: str = ""
    is_danger: bool = False
