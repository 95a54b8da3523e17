"""An archive of all data of an account: asked for, made in the background, kept for a while."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.common.files.rows import FileRow
from apps.common.models import AccountOwned, AccountQuerySet

KEPT = timedelta(days=7)
LEASE = timedelta(minutes=2)
"""Whoever makes an archive says at least this often that they are still at it."""
MOST_ATTEMPTS = 3


class ArchiveState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("In progress")
    DONE = "done", _("Ready")
    FAILED = "failed", pgettext_lazy("archive", "Failed")


class ArchiveFailure(models.TextChoices):
    NO_ROOM = "no_room", _("There was not enough room on the server. Tell whoever runs it, then ask again.")
    ABANDONED = "abandoned", _("It was begun several times and never came to an end. Tell whoever runs the server.")
    ERROR = "error", _("Something went wrong on the server. Ask again; if it fails again, tell whoever runs it.")


UNFINISHED = (ArchiveState.WAITING, ArchiveState.RUNNING)


class ArchiveQuerySet(AccountQuerySet["Archive"]):
    def for_list(self, account: models.Model) -> Self:
        """Those that the account asked for, the newest first."""
        return self.filter(account=account).select_related("file").order_by("-asked_at", "-pk")

    def for_api(self, account: models.Model) -> Self:
        return self.for_list(account)

    def unfinished(self) -> Self:
        return self.filter(state__in=UNFINISHED)

    def to_make(self, now: datetime) -> Self:
        """Those that nobody is making, the oldest first."""
        free = Q(lease_until=None) | Q(lease_until__lt=now)
        return self.unfinished().filter(free).order_by("asked_at", "pk")

    def to_forget(self, now: datetime) -> Self:
        return self.filter(expires_at__lt=now).order_by("pk")


class Archive(AccountOwned):
    """`holder` names whoever makes it now, until `lease_until`; the bytes are those of its `file`."""

    state = models.CharField(_("status"), max_length=8, choices=ArchiveState.choices, default=ArchiveState.WAITING)
    is_last = models.BooleanField(_("last archive before the account was closed"), default=False)
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    asked_by = models.CharField(_("asked for by"), max_length=255, blank=True)
    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("user")
    )
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    expires_at = models.DateTimeField(_("kept until"), null=True, blank=True)
    failure = models.CharField(_("failure"), max_length=12, choices=ArchiveFailure.choices, blank=True)
    tables_done = models.PositiveSmallIntegerField(default=0)
    tables = models.PositiveSmallIntegerField(default=0)
    rows = models.PositiveBigIntegerField(_("rows"), default=0)
    holder = models.CharField(max_length=32, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = ArchiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("archive of the account")
        verbose_name_plural = _("archives of the account")
        ordering = ["-asked_at", "-pk"]
        indexes = [
            models.Index(fields=["account", "-asked_at", "-id"], name="archive_by_date"),
            models.Index(fields=["expires_at"], name="archive_by_expiry"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["account"], condition=Q(state__in=UNFINISHED), name="archive_one_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d}"

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED

    def is_abandoned(self, now: datetime) -> bool:
        """Whether it waits for somebody to make it, for so long that nobody will by themselves."""
        since = self.lease_until or self.asked_at + LEASE
        return self.is_unfinished and since < now

    @property
    def is_ready(self) -> bool:
        """Whether it can be taken now."""
        is_kept = self.expires_at is None or self.expires_at > timezone.now()
        return self.state == ArchiveState.DONE and is_kept


class ArchiveFile(FileRow):
    """Where the bytes of a finished archive are."""

    archive = models.OneToOneField(Archive, models.CASCADE, primary_key=True, related_name="file")
    size = models.PositiveBigIntegerField(_("size"))

    class Meta:
        verbose_name = _("file of an archive")
        verbose_name_plural = _("files of archives")

    def __str__(self) -> str:
        return self.name
