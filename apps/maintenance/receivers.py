"""What the layer below asks: are there costs that stand in the account's currency?"""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.dispatch import receiver

from apps.accounts.models import Account
from apps.company.signals import costs_sought
from apps.maintenance.models import MovementLine, Stock, WorkTask
from apps.maintenance.models.task import COSTS


@receiver(costs_sought)
def has_costs(account: Account, **kwargs: Any) -> bool:
    """Whether any task, stock or movement of `account` has a cost."""
    of_task = Q(*((f"{name}__isnull", False) for name in COSTS), _connector=Q.OR)
    return (
        WorkTask.objects.of(account).filter(of_task).exists()
        or Stock.objects.of(account).exclude(unit_cost_stock=0).exists()
        or MovementLine.objects.of(account).exclude(unit_cost_company=0).exists()
    )
