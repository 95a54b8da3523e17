"""Opening work orders and changing them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Account
from apps.audit.actors import Actor
from apps.audit.record import diff, record
from apps.common.writing import apply, values
from apps.maintenance.models import NumberingKind, Person, WorkOrder, WorkTask
from apps.maintenance.services.costs import known_cost_centre
from apps.maintenance.services.numbering import next_number
from apps.maintenance.services.people import for_person
from apps.maintenance.services.plans import as_task, pending_ones, put_into
from apps.maintenance.services.tasks import add_tasks, change_task, sum_up

ORDER_FIELDS = (
    "responsible", "requested_by", "id_request", "parent", "note", "signature", "details_signature", "rating",
    "work_orders_status_custom_description", "costs_center_description", "enable_budget", "is_offline",
)  # fmt: skip
COST_CENTRE = "costs_center_description"
AFTER_THE_END = {"rating"}
PREFIXES = {"es": "OT", "pt-br": "OS"}


@transaction.atomic
def create_work_order(
    *,
    account: Account,
    by: Actor,
    tasks: Sequence[Mapping[str, Any]] = (),
    planned: Sequence[int] = (),
    creator: Person | None = None,
    **fields: Any,
) -> WorkOrder:
    """Open a work order, with the account's next folio, for `tasks` (those of TASK_INPUTS each) and for the pending
    tasks `planned`; `fields` are those of ORDER_FIELDS.

    Raises ValidationError, which names the fields, and InvalidTask, which says besides which task they are of.
    """
    plans = pending_ones(account, planned)
    order = _new_order(account, by, creator)
    apply(order, _with_cost_centre(order, fields))
    add_tasks(order, tasks, [as_task(entry) for entry in plans])
    put_into(order, plans)
    sum_up(order)
    changes = diff(dict.fromkeys(ORDER_FIELDS), values(order, ORDER_FIELDS))
    record("work_orders.work_order_created", account=account, actor=by, target=order, changes=changes)
    return order


@transaction.atomic
def update_work_order(
    *,
    order: WorkOrder,
    by: Actor,
    person: Person | None = None,
    task: WorkTask | None = None,
    task_fields: Mapping[str, Any] | None = None,
    **fields: Any,
) -> WorkOrder:
    """Change `order`, and one `task` of it, for `person` if one is named; what is not in `fields` or `task_fields`
    stays. Raises ValidationError, which names the fields. A closed order can only be rated.
    """
    order = held(order)
    _require_open(order, {*fields, *(task_fields or ())})
    before = values(order, ORDER_FIELDS)
    apply(order, _with_cost_centre(order, fields))
    changes = diff(before, values(order, ORDER_FIELDS))
    if changes:
        changes |= for_person(person)
        record("work_orders.work_order_changed", account=order.account, actor=by, target=order, changes=changes)
    if task and task_fields:
        change_task(task=task, by=by, person=person, **task_fields)
        sum_up(order)
    return order


def held(order: WorkOrder) -> WorkOrder:
    """The order as it is now, which nobody else changes until the transaction ends."""
    rows = WorkOrder.objects.select_for_update(of=("self",)).select_related("account", "responsible", "parent")
    found: WorkOrder = rows.get(pk=order.pk)
    return found


def _new_order(account: Account, by: Actor, creator: Person | None) -> WorkOrder:
    folio = _free_folio(account)
    # Not before the folio is known: newest first is also highest folio first.
    return WorkOrder(
        account=account,
        folio=folio,
        creation_date=timezone.now(),
        created_by=creator.full_name if creator else by.name,
        code_create_by=creator.code if creator else "",
    )


def _with_cost_centre(order: WorkOrder, fields: dict[str, Any]) -> dict[str, Any]:
    """`fields` with the cost centre's name; one that the order has already may be gone meanwhile."""
    words = fields.get(COST_CENTRE, order.costs_center_description)
    if words == order.costs_center_description:
        return fields
    return fields | {COST_CENTRE: known_cost_centre(order.account, words)}


def _free_folio(account: Account) -> str:
    """Orders that were brought along from elsewhere may have the folio that would be next."""
    prefix = PREFIXES.get(account.language, "WO")
    while True:
        folio = f"{prefix}-{next_number(account=account, kind=NumberingKind.WORK_ORDER)}"
        if not WorkOrder.objects.of(account).filter(folio=folio).exists():
            return folio


def _require_open(order: WorkOrder, names: set[str]) -> None:
    if order.is_closed and names - AFTER_THE_END:
        message = _("A work order that is completed or cancelled cannot be changed any more.")
        raise ValidationError(dict.fromkeys(sorted(names - AFTER_THE_END), message))
