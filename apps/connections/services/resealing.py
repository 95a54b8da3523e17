"""Sealing anew, under the writing key, what an older key sealed: in small bites, beside everything else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from apps.common import keyring
from apps.common.keyring import MissingKey
from apps.common.sealing import CannotOpen
from apps.connections.keys import Sealed, needed, sealed_under

BATCH = 200


@dataclass(frozen=True)
class Batch:
    """How many rows were sealed anew, and which did not open."""

    resealed: int
    unopened: list[str]


def reseal(model: type[models.Model], *, batch: int = BATCH) -> Iterator[Batch]:
    """Seal every row of `model` anew that the writing key did not seal, `batch` rows in each transaction.

    Stopped at any moment and started again, it goes on with what is left.
    """
    last: Any = None
    while True:
        keys = list(_older(model, after=last).values_list("pk", flat=True)[:batch])
        if not keys:
            return
        yield _reseal(model, keys)
        last = keys[-1]


def _older(model: type[models.Model], *, after: Any = None) -> models.QuerySet[Any]:
    rows = needed(model).exclude(sealed_under({keyring.writing_key("seal").version})).order_by("pk")
    return rows if after is None else rows.filter(pk__gt=after)


@transaction.atomic
def _reseal(model: type[models.Model], keys: list[Any]) -> Batch:
    unopened = []
    # Again by the condition: what somebody else has sealed meanwhile stays as it is.
    rows: list[Sealed] = list(_older(model).filter(pk__in=keys).select_for_update(of=("self",)))
    for row in rows:
        try:
            row.seal(row.open())
        except (CannotOpen, MissingKey):
            unopened.append(f"{model._meta.label} {row.pk}")
        else:
            model._base_manager.filter(pk=row.pk).update(sealed=row.sealed)
    return Batch(len(rows) - len(unopened), unopened)
