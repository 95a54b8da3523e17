"""Documents of the company: what is known of them, and every version of their files."""

from __future__ import annotations

from datetime import date
from typing import Self
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Value
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Account
from apps.common.beginnings import BeginningField
from apps.common.codes import once_per_account, validate_code
from apps.common.files.rows import FileRow
from apps.common.models import AccountOwned, AccountQuerySet
from apps.common.ownership import errors_of_strangers
from apps.common.plain_text import validate_line, validate_lines
from apps.company.models.document_status import SOON, DocumentStage, DocumentStatus, ends_soon, has_status, status_on

MOST_VERSIONS = 200
"""Of one document."""


def today_of(account: Account) -> date:
    """The day that it is for the account, wherever the server stands."""
    return timezone.localdate(timezone=ZoneInfo(account.time_zone))


class DocumentQuerySet(AccountQuerySet["Document"]):
    def for_list(self, account: Account) -> Self:
        return self.of(account).select_related("current")

    def for_api(self, account: Account) -> Self:
        """The account's documents in the order of their codes, which an index holds ready."""
        return self.of(account).annotate(account_number=Value(account.number)).order_by("code")

    def with_status(self, status: str, account: Account) -> Self:
        return self.filter(has_status(status, today_of(account)))

    def ending_soon(self, account: Account) -> Self:
        return self.filter(ends_soon(today_of(account)))


class Document(AccountOwned):
    """`current` is the version that counts; only a document whose file was never sent has none."""

    code = models.CharField(_("code"), max_length=60, validators=[validate_code, validate_line])
    name = models.CharField(_("name"), max_length=200, validators=[validate_line])
    name_key = BeginningField("name")
    group = models.CharField(_("group"), max_length=120, blank=True, validators=[validate_line])
    group_key = BeginningField("group")
    description = models.TextField(_("description"), blank=True, validators=[MaxLengthValidator(2000), validate_lines])
    author = models.CharField(_("author"), max_length=120, blank=True, validators=[validate_line])
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    stage = models.CharField(_("stage"), max_length=10, choices=DocumentStage.choices, default=DocumentStage.RELEASED)
    current = models.ForeignKey(
        "DocumentVersion", models.SET_NULL, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("current version"),
    )  # fmt: skip
    created_at = models.DateTimeField(_("creation date"), default=timezone.now, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["code"]
        constraints = [
            once_per_account("document_code_once_per_account", _("A document with this code exists already."))
        ]
        indexes = [
            models.Index(fields=["account", "name_key", "id"], name="document_by_name"),
            models.Index(fields=["account", "group", "code"], name="document_by_group"),
            models.Index(fields=["account", "group_key"], name="document_by_group_beginning"),
            models.Index(fields=["account", "valid_until", "id"], name="document_by_end"),
            models.Index(fields=["account", "stage", "code"], name="document_by_stage"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    def clean(self) -> None:
        errors = errors_of_strangers(self)
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            errors["valid_until"] = gettext("This is before the first day of its validity.")
        if errors:
            raise ValidationError(errors)

    def status_on(self, day: date) -> DocumentStatus:
        return status_on(day, self.stage, self.valid_from, self.valid_until)

    def ends_soon(self, day: date) -> bool:
        """Whether it is in force, and its last day is near."""
        is_in_force = self.status_on(day) == DocumentStatus.IN_FORCE
        return is_in_force and self.valid_until is not None and self.valid_until <= day + SOON


class DocumentVersionQuerySet(AccountQuerySet["DocumentVersion"]):
    def for_api(self, account: Account) -> Self:
        """The account's files in the order in which they came, which an index holds ready."""
        return self.of(account).annotate(account_number=Value(account.number)).order_by("pk")


class DocumentVersion(AccountOwned, FileRow):
    """One version of a document, with its file; `version` is what the company calls it."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="versions", verbose_name=_("document"))
    version = models.CharField(_("version"), max_length=40, blank=True, validators=[validate_line])
    added_by = models.CharField(_("added by"), max_length=255, blank=True, editable=False)
    created_at = models.DateTimeField(_("creation date"), default=timezone.now, editable=False)

    objects = DocumentVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a document")
        verbose_name_plural = _("versions of documents")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["account", "id"], name="document_version_by_account"),
            models.Index(fields=["document", "id"], name="document_version_by_document"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.version})" if self.version else self.name

    def clean(self) -> None:
        errors = errors_of_strangers(self)
        if errors:
            raise ValidationError(errors)
