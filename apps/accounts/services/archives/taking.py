"""Taking an archive, which is put on the record, and forgetting those whose time is over."""

from __future__ import annotations

from typing import IO, Any

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import Archive
from apps.audit.actors import Actor
from apps.audit.record import record
from apps.common import files

AT_ONCE = 100


def open_archive(*, archive: Archive) -> IO[Any]:
    """The bytes of an archive. Raises FileMissing, also for one that is not ready, or whose time is over."""
    if not archive.is_ready:
        raise files.FileMissing
    return files.opened(archive.file)


def note_download(*, archive: Archive, by: Actor) -> None:
    """`by` is about to be given all data of the account."""
    changes = {"checksum": [None, archive.file.checksum]}
    record("account.archive_downloaded", account=archive.account, actor=by, target=archive, changes=changes)


def forget_old() -> None:
    """For `manage.py purge`: rows whose time is over, and with each its file. The log still knows of them."""
    number = AT_ONCE
    while number == AT_ONCE:
        number = _forget_some()


@transaction.atomic
def _forget_some() -> int:
    rows = Archive.objects.to_forget(timezone.now()).select_for_update(skip_locked=True, of=("self",))
    found = list(rows[:AT_ONCE])
    for archive in found:
        archive.delete()
    return len(found)
