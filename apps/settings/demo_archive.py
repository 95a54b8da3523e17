"""The demo's archive: made when the demo is loaded, because no fixture holds a file."""

from __future__ import annotations

from apps.accounts.models import Account, User
from apps.accounts.permissions import actor_of_user
from apps.accounts.services import make_archive
from apps.settings.demo import CASTS


def make_archives() -> None:
    """One of each account, asked for by its owner."""
    for account in Account.objects.filter(number__in=[cast.account for cast in CASTS]).order_by("number"):
        owner = User.objects.of(account).owner()
        if owner is not None:
            make_archive(account=account, by=actor_of_user(owner, address=None))
