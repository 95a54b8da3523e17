"""Secrets whose end is near: the Super Administrators of their account are told by mail, 14 days and one day before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from apps.accounts.models import Account
from apps.common.models import Secret
from apps.connections.ending_mail import tell_of_ends
from apps.connections.models import ApiSecret, ConsumerSecret

AT_ONCE = 500
"""Secrets of one kind in one mail; what is left is told an hour later."""


@dataclass(frozen=True)
class Kind:
    model: type[Secret]
    owner: str
    """The field that names whose secret it is."""
    usable: dict[str, Any]

    def due(self, now: datetime) -> QuerySet[Any]:
        """Those a mail is due for; nothing ends where a newer secret has taken the place."""
        newer = self.model.objects.filter(created_at__gt=OuterRef("created_at"), **{self.owner: OuterRef(self.owner)})
        due: QuerySet[Any] = self.model.objects.to_mail_about(now)
        return due.filter(~Exists(newer), **self.usable)

    def accounts(self, now: datetime) -> set[int]:
        return set(self.due(now).order_by().values_list(f"{self.owner}__account", flat=True).distinct())

    def claim(self, account: Account, now: datetime) -> list[Secret]:
        """The first that end of those of `account` a mail is due for. Nobody else, beside this, tells of the same."""
        due = self.due(now).filter(**{f"{self.owner}__account": account}).select_related(self.owner)
        claimed = list(due.select_for_update(of=("self",), skip_locked=True).order_by("chosen_expiry")[:AT_ONCE])
        self.note(claimed, now)
        return claimed

    def note(self, secrets: list[Secret], mailed_at: datetime | None) -> None:
        own = [secret.pk for secret in secrets if isinstance(secret, self.model)]
        self.model.objects.filter(pk__in=own).update(mailed_at=mailed_at)


KINDS = (Kind(ConsumerSecret, "consumer", {"consumer__is_enabled": True}), Kind(ApiSecret, "api_key", {}))


def warn_of_ends() -> None:
    """Send what mails are due, each once; for `manage.py purge`, which an hour later tries those anew that failed."""
    now = timezone.now()
    ids = set().union(*(kind.accounts(now) for kind in KINDS))
    for account in Account.objects.filter(pk__in=ids, is_active=True).order_by("pk"):
        _warn(account, now)


def _warn(account: Account, now: datetime) -> None:
    with transaction.atomic():
        claimed = [secret for kind in KINDS for secret in kind.claim(account, now)]
    if claimed and not tell_of_ends(account=account, secrets=claimed):
        for kind in KINDS:
            kind.note(claimed, None)
