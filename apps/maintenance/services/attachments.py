"""Keeping files at work requests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.services.plan import require_storage
from apps.audit.actors import Actor
from apps.audit.record import diff, record
from apps.audit.refused_files import recording_refusals
from apps.common.files import PICTURES_AND_PDF, kept
from apps.common.files.names import clean_name
from apps.common.files.store import Facts
from apps.common.writing import apply, values
from apps.maintenance.models import Attachment, WorkRequest
from apps.maintenance.models.attachment import MAX_BYTES, MAX_FILES

Content = bytes | BinaryIO
RECORDED = ("name", "description", "content_type", "size", "checksum")


def attach_file(
    *, request: WorkRequest, by: Actor, content: Content, name: str = "", description: str = ""
) -> Attachment:
    """Keep `content` at `request`, under a cleaned `name`, which is also the description of what has none.

    Raises ValidationError, which names `file`, `name` or `description`.
    """
    require_room(request)
    with _kept(request, by, content, name) as facts, transaction.atomic():
        require_storage(request.account, facts.size)
        # Whoever attaches at the same time waits, or both could be the last one that there is room for.
        request = WorkRequest.objects.select_for_update(of=("self",)).select_related("account").get(pk=request.pk)
        require_room(request)
        attachment = Attachment(account=request.account, request=request).take(facts)
        apply(attachment, {"description": description or facts.name})
        changes = diff({}, values(attachment, RECORDED))
        record("work_requests.file_attached", account=request.account, actor=by, target=attachment, changes=changes)
    return attachment


def require_room(request: WorkRequest) -> None:
    if request.attachments.count() >= MAX_FILES:
        raise ValidationError({"file": _("A request can have %(number)d files at most.") % {"number": MAX_FILES}})


def update_attachment(
    *, attachment: Attachment, by: Actor, content: Content | None = None, **fields: Any
) -> Attachment:
    """Change `name` and `description` in `fields`, and with `content` the file itself. Raises ValidationError."""
    name = fields.pop("name", attachment.name)
    if content is None:
        ending = PurePosixPath(attachment.name).suffix
        return _update(attachment, by, fields | {"name": clean_name(name, ending)})
    with _kept(attachment.request, by, content, name) as facts:
        return _update(attachment, by, fields, facts)


@transaction.atomic
def _update(attachment: Attachment, by: Actor, fields: dict[str, Any], facts: Facts | None = None) -> Attachment:
    attachment = Attachment.objects.select_for_update(of=("self",)).select_related("account").get(pk=attachment.pk)
    before = values(attachment, RECORDED)
    if facts:
        require_storage(attachment.account, facts.size - attachment.size)
    apply(attachment.take(facts) if facts else attachment, fields)
    changes = diff(before, values(attachment, RECORDED))
    if changes:
        record("work_requests.file_changed", account=attachment.account, actor=by, target=attachment, changes=changes)
    return attachment


@contextmanager
def _kept(request: WorkRequest, by: Actor, content: Content, name: str) -> Iterator[Facts]:
    with (
        recording_refusals("work_requests.file_refused", account=request.account, by=by, name=name, target=request),
        kept(content, name=name, kinds=PICTURES_AND_PDF, most=MAX_BYTES) as facts,
    ):
        yield facts
