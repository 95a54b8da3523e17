"""Who holds a permission group, told in a few names: asking costs the same for three holders as for a million."""

from __future__ import annotations

from django.db.models import PROTECT, Model

from apps.accounts.models import PermissionGroup

NAMED = 10
"""So many are named; of more it is only said that there are more."""


def holders_of(group: PermissionGroup) -> list[Model]:
    """The first rows of every kind that hold `group`, at most one more of each kind than are named."""
    found: list[Model] = []
    for relation in PermissionGroup._meta.related_objects:
        if relation.on_delete is PROTECT:
            rows = relation.related_model._base_manager.filter(**{relation.field.name: group})
            found += rows.order_by("pk")[: NAMED + 1]
    return found


def is_held(group: PermissionGroup) -> bool:
    return bool(holders_of(group))


def holders_in_words(group: PermissionGroup) -> str:
    """ "Ana Prado, Bruno Sosa, …"."""
    found = holders_of(group)
    names = [str(row) for row in found[:NAMED]]
    return ", ".join([*names, *(["…"] if len(found) > NAMED else [])])
