"""What creating, changing and deleting a row of a list has in common."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, TypeVar

from django.db import transaction

from apps.audit.actors import Actor
from apps.audit.record import diff, record, record_each
from apps.common.codes import taken_code_named
from apps.common.models import AccountOwned
from apps.common.writing import apply, values

RowT = TypeVar("RowT", bound=AccountOwned)


@transaction.atomic
def create_row(row: RowT, event: str, names: tuple[str, ...], fields: dict[str, Any], by: Actor) -> RowT:
    """Save the new `row` with `fields`. Raises ValidationError and CodeTaken."""
    with taken_code_named():
        apply(row, fields)
    changes = diff(dict.fromkeys(names), figures(row, names))
    record(event, account=row.account, actor=by, target=row, changes=changes)
    return row


@transaction.atomic
def change_row(row: RowT, event: str, names: tuple[str, ...], fields: dict[str, Any], by: Actor) -> RowT:
    """Write `fields` to `row` as it is now; whatever is not in them stays. Raises ValidationError and CodeTaken."""
    row = held(row)
    before = figures(row, names)
    with taken_code_named():
        apply(row, fields)
    changes = diff(before, figures(row, names))
    if changes:
        record(event, account=row.account, actor=by, target=row, changes=changes)
    return row


@transaction.atomic
def delete_rows(rows: Sequence[RowT], event: str, names: tuple[str, ...], by: Actor) -> None:
    """Delete `rows`, all of one account and model; each is on the record with what it held."""
    if not rows:
        return
    targets = [(row, diff(figures(row, names), dict.fromkeys(names))) for row in rows]
    record_each(event, account=rows[0].account, actor=by, targets=targets)
    every: Any = type(rows[0])._default_manager
    every.of(rows[0].account).filter(pk__in=[row.pk for row in rows]).delete()


def held(row: RowT) -> RowT:
    """`row` as it is now, which nobody else changes until the transaction ends."""
    rows: Any = type(row)._default_manager
    found: RowT = rows.select_for_update(of=("self",)).select_related("account").get(pk=row.pk)
    return found


def figures(row: AccountOwned, names: tuple[str, ...]) -> dict[str, Any]:
    """The fields of `row` as the record shows them: 19.0000 is 19."""
    found = values(row, names)
    return {name: f"{value.normalize():f}" if isinstance(value, Decimal) else value for name, value in found.items()}
