"""Asking for an archive: one at a time."""

from __future__ import annotations

from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts import turns
from apps.accounts.models import Account, Archive, ArchiveState, User
from apps.accounts.services.archives.making import make_waiting, start
from apps.audit.actors import Actor
from apps.audit.record import record


@transaction.atomic
def ask_archive(*, account: Account, by: Actor, user: User | None = None) -> Archive:
    """Have an archive of all data of `account` made. Raises ValidationError while another one is being made."""
    archive = _asked(account, by, user)
    transaction.on_commit(partial(start))
    return archive


def make_archive(*, account: Account, by: Actor) -> Archive:
    """The same, and wait until it is made, here. Raises ValidationError."""
    with transaction.atomic():
        archive = _asked(account, by, None)
    make_waiting()
    archive.refresh_from_db()
    return archive


def _asked(account: Account, by: Actor, user: User | None) -> Archive:
    turns.hold(account)
    if Archive.objects.of(account).unfinished().exists():
        raise ValidationError(_("An archive is being made already."), code="in_progress")
    asker = user if user and user.account_id == account.pk else None
    archive = Archive.objects.create(account=account, asked_by=by.name[:255], asker=asker)
    record("account.archive_asked", account=account, actor=by, target=archive)
    return archive


def ask_last_archive(*, account: Account, by: Actor) -> Archive:
    """Inside the end of `account`: one that is being made begins anew, so that it holds everything."""
    values = {"is_last": True, "asked_by": by.name[:255], "state": ArchiveState.WAITING, "holder": "", "attempts": 0}
    archive = Archive.objects.of(account).unfinished().select_for_update(of=("self",)).first()
    if archive is None:
        archive = Archive.objects.create(account=account, **values)
    else:
        Archive.objects.filter(pk=archive.pk).update(**values, lease_until=None)
    record("account.archive_asked", account=account, actor=by, target=archive)
    return archive
