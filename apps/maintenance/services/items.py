"""Adding and changing items."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Account
from apps.accounts.turns import hold
from apps.audit.actors import Actor
from apps.audit.record import diff, record
from apps.common.codes import taken_code_named
from apps.common.writing import apply, values
from apps.company.catalogs.accepting import accepted
from apps.maintenance.models import Item, ItemType

ITEM_FIELDS = (
    "code", "item_type", "description", "field_1", "field_2", "field_3", "field_4", "field_5", "field_6", "active",
    "available", "barcode", "notes", "weight", "is_serial_control", "groups_description", "groups_1_description",
    "groups_2_description", "units_code", "units_description", "priorities_description", "keywords",
    "parent",
)  # fmt: skip


@transaction.atomic
def create_item(*, account: Account, by: Actor, **fields: Any) -> Item:
    """Add an item; `fields` are those of ITEM_FIELDS. Raises ValidationError, which names the fields, and CodeTaken."""
    item = Item(account=account)
    blank = values(item, ITEM_FIELDS)
    _apply(item, fields)
    changes = diff(blank, values(item, ITEM_FIELDS))
    record("items.item_created", account=account, actor=by, target=item, changes=changes)
    return item


@transaction.atomic
def update_item(*, item: Item, by: Actor, **fields: Any) -> Item:
    """Change `item`; what is not in `fields` stays. Raises ValidationError, which names the fields, and CodeTaken."""
    item = _locked(item, is_moved="parent" in fields)
    before, location_id = values(item, ITEM_FIELDS), item.location_id
    _apply(item, fields)
    if item.location_id != location_id and item.item_type != ItemType.LOCATION:
        _take_contents_along(item)
    changes = diff(before, values(item, ITEM_FIELDS))
    if changes:
        record("items.item_changed", account=item.account, actor=by, target=item, changes=changes)
    return item


def _locked(item: Item, *, is_moved: bool) -> Item:
    # Two moves at once could each be right and together make a circle, so an account's moves take turns.
    if is_moved:
        hold(item.account)
    rows = Item.objects.select_for_update(of=("self",), no_key=True).select_related("account", "parent__location")
    locked: Item = rows.get(pk=item.pk)
    return locked


def _apply(item: Item, fields: dict[str, Any]) -> None:
    if item.pk and fields.get("item_type", item.item_type) != item.item_type:
        raise ValidationError({"item_type": _("The type of an item cannot be changed.")})
    item.parent = fields.get("parent", item.parent)
    item.location = item.nearest_location
    fields = accepted(item, fields)
    with taken_code_named():
        apply(item, fields | _dates(fields, item.available))


def _dates(fields: dict[str, Any], was_available: bool) -> dict[str, Any]:
    """When an item goes out of service or comes back, the moment is kept."""
    is_available = fields.get("available", was_available)
    if is_available == was_available:
        return {}
    return {"last_final_date_available" if is_available else "initial_date_out_of_service": timezone.now()}


def _take_contents_along(item: Item) -> None:
    """What stands in `item` is now in its location too; what stands in a location of its own is not concerned."""
    inside = [item.pk]
    while inside:
        rows = Item.objects.filter(parent__in=inside).exclude(item_type=ItemType.LOCATION)
        inside = list(rows.values_list("pk", flat=True))
        Item.objects.filter(pk__in=inside).update(location=item.location)
