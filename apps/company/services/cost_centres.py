"""Cost centres: made, changed, deleted. Work that names one keeps its name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from apps.accounts.models import Account
from apps.audit.actors import Actor
from apps.company.models import CostCentre
from apps.company.services.rows import change_row, create_row, delete_rows

COST_CENTRE_FIELDS = ("code", "name", "active")


def create_cost_centre(*, account: Account, by: Actor, **fields: Any) -> CostCentre:
    """`fields` are those of COST_CENTRE_FIELDS. Raises ValidationError, which names the fields, and CodeTaken."""
    row = CostCentre(account=account)
    return create_row(row, "financial.cost_centre_created", COST_CENTRE_FIELDS, fields, by)


def update_cost_centre(*, cost_centre: CostCentre, by: Actor, **fields: Any) -> CostCentre:
    """What is not in `fields` stays. Raises ValidationError, which names the fields, and CodeTaken."""
    return change_row(cost_centre, "financial.cost_centre_changed", COST_CENTRE_FIELDS, fields, by)


def delete_cost_centres(*, cost_centres: Sequence[CostCentre], by: Actor) -> None:
    delete_rows(cost_centres, "financial.cost_centre_deleted", COST_CENTRE_FIELDS, by)
