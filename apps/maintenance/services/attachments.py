"""Keeping files at work requests."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.audit.actors import Actor
from apps.audit.record import diff, record
from apps.common.writing import apply, values
from apps.maintenance.file_kinds import NAMES, clean_name, kind_of
from apps.maintenance.models import Attachment, AttachmentContent, WorkRequest
from apps.maintenance.models.attachment import MAX_BYTES, MAX_FILES

RECORDED = ("name", "description", "content_type", "size", "checksum")


@transaction.atomic
def attach_file(
    *, request: WorkRequest, by: Actor, content: bytes, name: str = "", description: str = ""
) -> Attachment:
    """Keep `content` at `request`, under a cleaned `name`, which is also the description of what has none.

    Raises ValidationError, which names `file`, `name` or `description`.
    """
    # Whoever attaches at the same time waits, or both could be the last one that there is room for.
    request = WorkRequest.objects.select_for_update(of=("self",)).select_related("account").get(pk=request.pk)
    if request.attachments.count() >= MAX_FILES:
        raise ValidationError({"file": _("A request can have %(number)d files at most.") % {"number": MAX_FILES}})
    attachment = Attachment(account=request.account, request=request)
    facts = _facts(content, name)
    apply(attachment, {"description": description or facts["name"], **facts})
    AttachmentContent.objects.create(attachment=attachment, data=content)
    changes = diff({}, values(attachment, RECORDED))
    record("work_requests.file_attached", account=request.account, actor=by, target=attachment, changes=changes)
    return attachment


@transaction.atomic
def update_attachment(*, attachment: Attachment, by: Actor, content: bytes | None = None, **fields: Any) -> Attachment:
    """Change `name` and `description` in `fields`, and with `content` the file itself. Raises ValidationError."""
    attachment = Attachment.objects.select_for_update(of=("self",)).select_related("account").get(pk=attachment.pk)
    before = values(attachment, RECORDED)
    name = fields.pop("name", attachment.name)
    if content is not None:
        AttachmentContent.objects.filter(attachment=attachment).update(data=content)
        fields |= _facts(content, name)
    else:
        fields["name"] = _cleaned(name, attachment.content_type, attachment.name)
    apply(attachment, fields)
    changes = diff(before, values(attachment, RECORDED))
    if changes:
        record("work_requests.file_changed", account=attachment.account, actor=by, target=attachment, changes=changes)
    return attachment


def _facts(content: bytes, name: str) -> dict[str, Any]:
    """What is known of a file from its bytes."""
    if len(content) > MAX_BYTES:
        text = _("A file can have %(number)d megabytes at most.")
        raise ValidationError({"file": text % {"number": MAX_BYTES // 1024**2}})
    found = kind_of(content)
    if found is None:
        raise ValidationError({"file": _("Only these kinds of file can be kept: %(names)s.") % {"names": NAMES}})
    kind, ending = found
    checksum = hashlib.sha256(content).hexdigest()
    return {"name": clean_name(name, kind, ending), "content_type": kind, "size": len(content), "checksum": checksum}


def _cleaned(name: str, kind: str, old: str) -> str:
    """The new name, with the ending that the file has."""
    return clean_name(name, kind, f".{old.rpartition('.')[2]}")
