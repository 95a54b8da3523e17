"""What every service function does with a row: take fields, check it whole, save it."""

from __future__ import annotations

from typing import Any

from django.db import models


def values(row: models.Model, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def apply(row: models.Model, fields: dict[str, Any]) -> None:
    """Set `fields` on `row`, check it whole and save it. Raises ValidationError, which names the fields."""
    for name, value in fields.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
