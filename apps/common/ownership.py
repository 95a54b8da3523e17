"""A row points to rows of its own account only."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import models
from django.utils.translation import gettext as _

from apps.common.models import AccountOwned


def errors_of_strangers(row: AccountOwned) -> dict[str, str]:
    """For each foreign key of `row` that points into another account: there is no such thing for this one."""
    return {name: _("This does not exist.") for name in keys_to_rows(type(row)) if is_stranger(row, name)}


def keys_to_rows(model: type[models.Model]) -> Iterator[str]:
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and issubclass(field.related_model, AccountOwned):
            yield field.name


def is_stranger(row: AccountOwned, name: str) -> bool:
    is_given = getattr(row, f"{name}_id") is not None
    return is_given and getattr(row, name).account_id != row.account_id
