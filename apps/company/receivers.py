"""What the company does when its account changes."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from apps.accounts.models import Account
from apps.accounts.signals import time_zone_changed
from apps.audit.actors import Actor
from apps.company.services.business_calendar import follow_time_zone


@receiver(time_zone_changed)
def follow(account: Account, by: Actor, **kwargs: Any) -> None:
    follow_time_zone(account=account, by=by)
