"""Keeping the auxiliary catalogs of an account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import Account
from apps.audit.actors import Actor
from apps.audit.record import diff, record, record_each
from apps.common.codes import taken_code_named
from apps.common.writing import apply, values
from apps.company import catalogs
from apps.company.catalogs import MOST
from apps.company.models import Catalog, CatalogEntry
from apps.company.models.catalog import WORDS
from apps.company.services.catalog_words import held_words, in_use, require_free, require_own_words, words_of

ENTRY_FIELDS = (*WORDS, "order", "is_active")


@transaction.atomic
def set_closed(*, account: Account, catalog: str, is_closed: bool, by: Actor) -> Catalog:
    """Whether the fields that take their values from `catalog` accept its entries only. Raises ValidationError."""
    row = held(account, catalog)
    if row.is_closed != is_closed:
        apply(row, {"is_closed": is_closed})
        event = "catalog_closed" if is_closed else "catalog_opened"
        record(f"auxiliary_catalogs.{event}", account=account, actor=by, target=row)
    return row


@transaction.atomic
def create_entry(*, account: Account, catalog: str, by: Actor, **fields: Any) -> CatalogEntry:
    """Add an entry to `catalog`; `fields` are those of ENTRY_FIELDS, and without an order it comes last.

    Raises ValidationError, which names the fields, and CodeTaken.
    """
    entry = CatalogEntry(account=account, catalog=held(account, catalog))
    require_room(entry.catalog)
    given = {name: value for name, value in fields.items() if value is not None}
    write(entry, {"order": _last(entry.catalog) + 1} | given)
    changes = diff({}, values(entry, ENTRY_FIELDS))
    record("auxiliary_catalogs.entry_created", account=account, actor=by, target=entry, changes=changes)
    return entry


@transaction.atomic
def update_entry(*, entry: CatalogEntry, by: Actor, **fields: Any) -> CatalogEntry:
    """Change `entry`; what is not in `fields` stays. Raises ValidationError, which names the fields, and CodeTaken.

    A code or a name that rows hold stays: they hold the word itself, and whoever reads them knows it by that.
    """
    held(entry.account, entry.catalog.name)
    entry = CatalogEntry.objects.select_related("account", "catalog").get(pk=entry.pk)
    before = values(entry, ENTRY_FIELDS)
    write(entry, fields)
    require_free(entry, before)
    changes = diff(before, values(entry, ENTRY_FIELDS))
    if changes:
        record("auxiliary_catalogs.entry_changed", account=entry.account, actor=by, target=entry, changes=changes)
    return entry


@transaction.atomic
def set_active(*, account: Account, entries: Sequence[CatalogEntry], is_active: bool, by: Actor) -> int:
    """Let those of `entries` be chosen from now on, or not any more. Returns how many that changed."""
    rows = CatalogEntry.objects.of(account).select_for_update(of=("self",)).select_related("account", "catalog")
    changed = list(rows.filter(pk__in=[entry.pk for entry in entries], is_active=not is_active).order_by("pk"))
    for entry in changed:
        entry.is_active = is_active
    CatalogEntry.objects.bulk_update(changed, ["is_active"])
    changes = {"is_active": [not is_active, is_active]}
    targets = [(entry, dict(changes)) for entry in changed]
    record_each("auxiliary_catalogs.entry_changed", account=account, actor=by, targets=targets)
    return len(changed)


@transaction.atomic
def delete_entry(*, entry: CatalogEntry, by: Actor) -> None:
    """Raises ValidationError, with the code in_use, which says by what, when rows hold it."""
    delete_entries(account=entry.account, entries=[entry], by=by)
    if CatalogEntry.objects.filter(pk=entry.pk).exists():
        raise ValidationError(in_use(entry, held_words(entry.account, [entry])), code="in_use")


@transaction.atomic
def delete_entries(*, account: Account, entries: Sequence[CatalogEntry], by: Actor) -> list[str]:
    """Delete those that no row holds. Returns of each of the others, in a sentence, what holds it."""
    rows = CatalogEntry.objects.of(account).select_for_update(of=("self",)).select_related("account", "catalog")
    found = list(rows.filter(pk__in=[entry.pk for entry in entries]).order_by("pk"))
    used = held_words(account, found)
    free = [entry for entry in found if not words_of(entry) & used[entry.catalog.name].keys()]
    targets = [(entry, diff({}, values(entry, WORDS))) for entry in free]
    record_each("auxiliary_catalogs.entry_deleted", account=account, actor=by, targets=targets)
    CatalogEntry.objects.of(account).filter(pk__in=[entry.pk for entry in free]).delete()
    return [in_use(entry, used) for entry in found if entry not in free]


def held(account: Account, catalog: str) -> Catalog:
    """The account's row of `catalog`, which nobody else changes the entries of until the transaction ends.

    Raises ValidationError.
    """
    if catalogs.get(catalog) is None:
        raise ValidationError({"catalog": _("There is no such catalog.")})
    Catalog.objects.get_or_create(account=account, name=catalog)
    row: Catalog = (
        Catalog.objects.of(account).select_for_update(of=("self",)).select_related("account").get(name=catalog)
    )
    return row


def require_room(catalog: Catalog, more: int = 1) -> None:
    if catalog.entries.count() + more > MOST:
        raise ValidationError(_("A catalog has %(most)s entries at most.") % {"most": MOST})


def write(entry: CatalogEntry, fields: Mapping[str, Any]) -> None:
    """Raises ValidationError and CodeTaken. The catalog is held."""
    with taken_code_named():
        apply(entry, dict(fields))
    require_own_words(entry)


def _last(catalog: Catalog) -> int:
    """The order of the last entry."""
    return catalog.entries.order_by("-order").values_list("order", flat=True).first() or 0
