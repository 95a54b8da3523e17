"""Bringing entries in from a file: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import Account
from apps.audit.actors import Actor
from apps.audit.record import record_each
from apps.company.catalogs.csv_file import Line
from apps.company.catalogs.planning import ADDED, CHANGED, Plan
from apps.company.models import Catalog, CatalogEntry
from apps.company.services.catalogs import ENTRY_FIELDS, held


class Imported(NamedTuple):
    """How many entries."""

    added: int
    changed: int


def plan_import(*, account: Account, catalog: str, lines: Sequence[Line]) -> Plan:
    """What `import_entries` would do; nothing is written."""
    row = Catalog.objects.of(account).filter(name=catalog).first() or Catalog(account=account, name=catalog)
    return Plan(account, row, lines)


@transaction.atomic
def import_entries(*, account: Account, catalog: str, lines: Sequence[Line], by: Actor) -> Imported:
    """Add and change the entries of `catalog` that `lines` say. Raises ValidationError when one line is refused."""
    plan = Plan(account, held(account, catalog), lines)
    if plan.is_refused:
        raise ValidationError(_("Nothing was imported: the catalog has changed meanwhile. Look at the lines again."))
    added, changed = plan.of(ADDED), plan.of(CHANGED)
    CatalogEntry.objects.bulk_create([line.entry for line in added if line.entry])
    for entry in (line.entry for line in changed if line.entry):
        entry.fold_words()
    CatalogEntry.objects.bulk_update([line.entry for line in changed if line.entry], [*ENTRY_FIELDS, "words"])
    for event, lines_of_event in (("entry_created", added), ("entry_changed", changed)):
        targets = [(line.entry, line.changes) for line in lines_of_event if line.entry]
        record_each(f"auxiliary_catalogs.{event}", account=account, actor=by, targets=targets)
    return Imported(len(added), len(changed))
