"""Erasing what a closed account leaves: everything but its own row, which names it, and its transactions log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Account, Archive
from apps.accounts.services.closing import held
from apps.audit.actors import Actor
from apps.audit.models import Transaction
from apps.audit.record import record
from apps.common import belonging
from apps.common.archiving.tables import of_account, paths
from apps.common.models import RowCount

BATCH = 2_000


@transaction.atomic
def erase_account(*, account: Account, by: Actor) -> int:
    """Delete every row of `account`, in one transaction: all of it, or nothing. Returns how many rows.

    What they point to is checked when it ends, so that they can go one table after the other. Their files are nobody's
    then, and `manage.py purge` takes them away.

    Raises ValidationError when the account is not closed, or its last archive is not made yet.
    """
    account = held(account)
    if account.closed_at is None or account.erased_at is not None:
        raise ValidationError(_("Only what is closed, and not erased yet, can be erased."))
    if Archive.objects.of(account).unfinished().exists():
        raise ValidationError(_("The last archive is not made yet."))
    number = sum(_delete(model, account) for model in _models())
    account.erased_at = timezone.now()
    account.save(update_fields=["erased_at"])
    record("account.erased", account=account, actor=by, target=account, changes={"rows": [number, 0]})
    return number


def _models() -> Iterator[type[models.Model]]:
    """What is reached through others before those; the counts last, which change with all of them."""
    found = [model for model in belonging.every_model() if belonging.belongs(model)]
    found = [model for model in found if model not in (Transaction, RowCount)]
    yield from sorted(found, key=_distance, reverse=True)
    yield RowCount


def _distance(model: type[models.Model]) -> int:
    """How many rows lie between one of `model` and its account."""
    return max(path.count("__") for path in paths(model))


def _delete(model: type[models.Model], account: Account) -> int:
    """In statements that are each done soon."""
    number = 0
    while keys := list(_rows(model, account)[:BATCH]):
        rows: Any = model._base_manager.filter(pk__in=keys)
        rows._raw_delete(using=rows.db)
        number += len(keys)
    return number


def _rows(model: type[models.Model], account: Account) -> models.QuerySet[models.Model, object]:
    return model._base_manager.filter(of_account(model, account.pk)).order_by().values_list("pk", flat=True).distinct()
