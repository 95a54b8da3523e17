"""Lists in a body: as JSON has them, or as JSON in a field of a form."""

from __future__ import annotations

import json
from typing import Any

from rest_framework import serializers

from apps.api.kinds import Text, Whole

MOST = 100


class Listed(serializers.ListField):
    """A list; one that is not in brackets is a list of one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": MOST, "allow_empty": False} | options)

    def to_internal_value(self, data: Any) -> list[Any]:
        given = parsed(data) if isinstance(data, str) else data
        found: list[Any] = super().to_internal_value(given if isinstance(given, list) else [given])
        return found


def parsed(text: str) -> Any:
    """What `text` says in JSON, where it is a list or an object; else the text itself."""
    if not text.lstrip().startswith(("[", "{")):
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


class Reference(serializers.Field[Any, Any, Any, Any]):
    """What an item is named by: its id, a number, or its code, a text."""

    def to_internal_value(self, data: Any) -> int | str:
        is_number = isinstance(data, int) and not isinstance(data, bool)
        found: int | str = (Whole() if is_number else Text(allow_blank=False)).run_validation(data)
        return found


class Pending(serializers.Field[Any, Any, Any, Any]):
    """A pending task: its id, or the row of it that /tasks_todo gave."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, dict):
            data = data.get("id", data.get("id_task"))
        found: int = Whole().run_validation(data)
        return found
