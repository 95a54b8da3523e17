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
from apps.company.catalogs.planning import CatalogPlan
from apps.company.importing.plan import ADDED, CHANGED
from apps.company.importing.sheet import Line
from apps.company.models import Catalog, CatalogEntry
from apps.company.services.catalogs import ENTRY_FIELDS, held


class Imported(NamedTuple):
    """How many entries."""

    added: int
    changed: int


def plan_import(*, account: Account, catalog: str, lines: Sequence[Line]) -> CatalogPlan:
    """What `import_entries` would do; nothing is written."""
    row = Catalog.objects.of(account).filter(name=catalog).first() or Catalog(account=account, name=catalog)
    return CatalogPlan(account, row, lines)


@transaction.atomic
def import_entries(*, account: Account, catalog: str, lines: Sequence[Line], by: Actor) -> Imported:
    """Add and change the entries of `catalog` that `lines` say. Raises ValidationError when one line is refused."""
    plan = CatalogPlan(account, held(account, catalog), lines)
    if plan.is_refused:
        raise ValidationError(_("Nothing was imported: the catalog has changed meanwhile. Look at the lines again."))
    added, changed = plan.targets(ADDED), plan.targets(CHANGED)
    CatalogEntry.objects.bulk_create([entry for entry, _changes in added])
    for entry, _changes in changed:
        entry.fold_words()
    CatalogEntry.objects.bulk_update([entry for entry, _changes in changed], [*ENTRY_FIELDS, "words"])
    record_each("auxiliary_catalogs.entry_created", account=account, actor=by, targets=added)
    record_each("auxiliary_catalogs.entry_changed", account=account, actor=by, targets=changed)
    return Imported(len(added), len(changed))
