"""Files at work requests."""

from __future__ import annotations

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Account
from apps.common.files.rows import FileRow
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

    def at_request(self, account: Account, number: int) -> Self:
        return self.of(account).filter(request_id=number)


class Attachment(AccountOwned, FileRow):
    request = models.ForeignKey(WorkRequest, models.CASCADE, related_name="attachments", verbose_name=_("work request"))
    description = models.CharField(_("description"), max_length=255, blank=True)
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
