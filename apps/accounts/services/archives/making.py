"""Making archives: whoever has a hand free takes the oldest that nobody is making.

Who takes one holds it by a lease, which they renew while they work. A process that dies lets its lease run out; the
next one that looks (a page that shows the progress, `manage.py make_archives`, `manage.py purge`) begins anew.
"""

from __future__ import annotations

import errno
import logging
import secrets
from datetime import datetime
from functools import partial
from threading import Thread
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import connections, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from apps.accounts.backends import may_be_signed_in
from apps.accounts.closing import LAST_ARCHIVE_KEPT
from apps.accounts.mails import send_to
from apps.accounts.models import Account, Archive, ArchiveFailure, ArchiveFile, ArchiveState
from apps.accounts.models.archive import KEPT, LEASE, MOST_ATTEMPTS
from apps.accounts.services.archives.keeping import growing, keep
from apps.audit.actors import SYSTEM
from apps.audit.record import diff, record
from apps.common import archiving
from apps.common.files.store import Facts

logger = logging.getLogger("conexiones.archives")

EVERY = 1.0
"""Seconds between two words about the progress."""
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Lost(Exception):
    """Somebody else makes the archive now, or nobody shall."""


def start() -> None:
    """Make what waits, in a thread of its own that no answer and no end of the process waits for."""
    if settings.AFTERWARDS_AT_ONCE:
        make_waiting()
    else:
        Thread(target=_work, name="archives", daemon=True).start()


def _work() -> None:
    try:
        make_waiting()
    except Exception:
        logger.exception("no archive could be made")
    finally:
        connections.close_all()


def make_waiting() -> int:
    """Make one archive after the other until none waits. Returns how many were tried."""
    number = 0
    while (archive := _claim(timezone.now())) is not None:
        _make(archive)
        number += 1
    return number


@transaction.atomic
def _claim(now: datetime) -> Archive | None:
    rows = Archive.objects.to_make(now).select_for_update(skip_locked=True, of=("self",)).select_related("account")
    archive = rows.first()
    if archive is None:
        return None
    archive.holder, archive.lease_until = secrets.token_hex(16), now + LEASE
    archive.state, archive.attempts = ArchiveState.RUNNING, archive.attempts + 1
    archive.rows = archive.tables_done = 0
    archive.save()
    return archive


def _make(archive: Archive) -> None:
    failure = ArchiveFailure.ABANDONED if archive.attempts > MOST_ATTEMPTS else _tried(archive)
    if failure:
        _fail(archive, failure)


def _tried(archive: Archive) -> str:
    """Why it could not be made; "" when it was, or when it is not ours any more."""
    try:
        with growing() as file:
            progress = archiving.write(archive.account, file, Told(archive))
            with keep(file, name=name_of(archive.account, timezone.now())) as facts:
                _finish(archive, progress, facts)
    except Lost:
        logger.warning("an archive was taken over by another process", extra={"archive": archive.pk})
    except Exception as error:
        logger.exception("an archive could not be made")
        is_full = isinstance(error, OSError) and error.errno in NO_ROOM
        return ArchiveFailure.NO_ROOM if is_full else ArchiveFailure.ERROR
    return ""


class Told:
    """Writes down how far it is, at most once a second, and renews the lease with it."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.next = monotonic() + EVERY

    def __call__(self, progress: archiving.Progress) -> None:
        """Raises Lost."""
        if monotonic() < self.next:
            return
        self.next = monotonic() + EVERY
        values = {"tables_done": progress.tables_done, "tables": progress.tables, "rows": progress.rows}
        if not _ours(self.archive).update(lease_until=timezone.now() + LEASE, **values):
            raise Lost


def _ours(archive: Archive) -> QuerySet[Archive]:
    return Archive.objects.filter(pk=archive.pk, holder=archive.holder, state=ArchiveState.RUNNING)


def _finish(archive: Archive, progress: archiving.Progress, facts: Facts) -> None:
    """Raises Lost."""
    now = timezone.now()
    kept = LAST_ARCHIVE_KEPT if archive.is_last else KEPT
    with transaction.atomic():
        done = {"state": ArchiveState.DONE, "finished_at": now, "expires_at": now + kept, "lease_until": None}
        counted = {"tables": progress.tables, "tables_done": progress.tables_done, "rows": progress.rows}
        if not _ours(archive).update(**done, **counted):
            raise Lost
        ArchiveFile.objects.create(archive=archive, **facts.fields)
        found: dict[str, Any] = {"rows": progress.rows, "size": facts.size, "checksum": facts.checksum}
        record("account.archive_made", account=archive.account, actor=SYSTEM, target=archive, changes=diff({}, found))
        transaction.on_commit(partial(_tell, archive, "archive_ready"))


@transaction.atomic
def _fail(archive: Archive, failure: str) -> None:
    now = timezone.now()
    values = {"state": ArchiveState.FAILED, "failure": failure, "finished_at": now, "expires_at": now + KEPT}
    if _ours(archive).update(**values, lease_until=None):
        changes = {"failure": [None, failure]}
        record("account.archive_failed", account=archive.account, actor=SYSTEM, target=archive, changes=changes)
        transaction.on_commit(partial(_tell, archive, "archive_failed"))


def _tell(archive: Archive, template: str) -> None:
    """Whoever asked, if they can still come in."""
    asker = archive.asker
    if asker is not None and may_be_signed_in(asker):
        send_to(asker, template, {"url": f"{settings.PUBLIC_URL}{reverse('settings:account_account')}"})


def name_of(account: Account, moment: datetime) -> str:
    return f"conexiones-{account.number}-{moment:%Y-%m-%d-%H%M}.zip"
