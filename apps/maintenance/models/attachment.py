"""Files at work requests: what is known of them apart from their bytes, so that no list ever loads those."""

from __future__ import annotations

import hashlib
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Account
from apps.common.models import AccountOwned, AccountQuerySet
from apps.common.ownership import errors_of_strangers
from apps.maintenance.models.work_request import WorkRequest

MAX_BYTES = 5 * 1024 * 1024
MAX_FILES = 10
"""At one request."""


class AttachmentQuerySet(AccountQuerySet["Attachment"]):
    def for_api(self, account: Account) -> Self:
        """The account's attachments in the order in which they came, which an index holds ready."""
        return self.of(account).annotate(account_number=Value(account.number)).order_by("pk")


class Attachment(AccountOwned):
    """`content_type` is what the bytes are, not what somebody said; `name` is a plain name without a folder."""

    request = models.ForeignKey(WorkRequest, models.CASCADE, related_name="attachments", verbose_name=_("work request"))
    name = models.CharField(_("name"), max_length=120)
    description = models.CharField(_("description"), max_length=255, blank=True)
    content_type = models.CharField(_("kind"), max_length=60)
    size = models.PositiveIntegerField(_("size"))
    checksum = models.CharField(_("checksum"), max_length=64)
    created_at = models.DateTimeField(_("creation date"), default=timezone.now, editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["pk"]
        indexes = [models.Index(fields=["account", "id"], name="attachment_by_account")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        errors = errors_of_strangers(self)
        if errors:
            raise ValidationError(errors)


class AttachmentContent(models.Model):
    """The bytes of one attachment, in the database: so they are in its backup, and in nobody's web server."""

    attachment = models.OneToOneField(Attachment, models.CASCADE, primary_key=True, related_name="content")
    data = models.BinaryField(_("bytes"), max_length=MAX_BYTES)

    class Meta:
        verbose_name = _("content of an attachment")
        verbose_name_plural = _("contents of attachments")

    def __str__(self) -> str:
        return f"AttachmentContent #{self.pk}"

    @property
    def is_whole(self) -> bool:
        """Whether the bytes are those that came."""
        return hashlib.sha256(bytes(self.data)).hexdigest() == self.attachment.checksum
