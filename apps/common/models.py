"""Abstract models that every app builds on; the concrete ones here are the throttle's and the kept counts."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.common.failures import FailureBucket as FailureBucket  # Django looks for models here
from apps.common.row_counts import RowCount as RowCount

if TYPE_CHECKING:
    from apps.accounts.models import Account

LAST_USE_PRECISION = timedelta(minutes=1)
WARNED_BEFORE = timedelta(days=14)
"""So long before it expires, a secret says so."""
MAILED_BEFORE = (WARNED_BEFORE, timedelta(days=1))
"""So long before it expires, people are told by mail."""


ModelT = TypeVar("ModelT", bound=models.Model)


class AccountQuerySet(models.QuerySet[ModelT]):
    """Every read of what belongs to an account starts from `.of(account)`."""

    def of(self, account: Account) -> Self:
        return self.filter(account=account)


class AccountOwned(models.Model):
    """A row that belongs to exactly one account."""

    account = models.ForeignKey("accounts.Account", models.CASCADE, verbose_name=_("account"))

    class Meta:
        abstract = True


class AccountFirst(AccountOwned):
    """The same where other indexes begin with the account: one of it alone would only make each new row dearer."""

    account = models.ForeignKey("accounts.Account", models.CASCADE, db_index=False, verbose_name=_("account"))

    class Meta:
        abstract = True


class LastUsed(models.Model):
    """When and from where something was last used, to the minute: one write a minute, however busy it is."""

    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)
    last_used_from = models.GenericIPAddressField(_("last used from"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    def note_use(self, address: str | None, **also: Any) -> None:
        """Remember a use from `address` now, unless one was remembered within the last minute.

        `also` are other columns that the use brings up to date; they are written with it.
        """
        now = timezone.now()
        if not self.is_use_due(now):
            return
        values = self.values_of_use(now, address) | also
        type(self)._default_manager.filter(pk=self.pk).update(**values)
        self.note_more(now, address)

    def is_use_due(self, now: datetime) -> bool:
        """Whether a use at `now` is to be remembered."""
        return self.last_used_at is None or now - self.last_used_at >= LAST_USE_PRECISION

    def note_more(self, now: datetime, address: str | None) -> None:
        """What else is to be remembered of the use, as seldom."""

    def values_of_use(self, now: datetime, address: str | None) -> dict[str, Any]:
        return {"last_used_at": now, "last_used_from": address}


def mask(last_four: str) -> str:
    """How a secret is shown of which only the last four characters are known."""
    return f"••••••{last_four}"


class SecretQuerySet(models.QuerySet[ModelT]):
    def live(self) -> Self:
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()))

    def to_mail_about(self, now: datetime) -> Self:
        """Those that reach the date chosen for them, and came so near to it that a mail is due.

        Whoever made a secret for fewer days than that knew it, and is not told so by a mail.
        """
        ending = self.filter(chosen_expiry__gt=now, expires_at=F("chosen_expiry"))
        due = (Q(chosen_expiry__lte=now + ahead, known_at__lt=F("chosen_expiry") - ahead) for ahead in MAILED_BEFORE)
        return ending.alias(known_at=Coalesce("mailed_at", "created_at")).filter(reduce(or_, due))


class Secret(LastUsed):
    """What is remembered of a secret besides the secret: at most two are live at once, the older one for an overlap.

    `expires_at` is when it stops working, for whatever reason; `chosen_expiry` is the date that somebody chose for it.
    """

    last_four = models.CharField(_("last four characters"), max_length=4, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("created by"),
    )
    created_at = models.DateTimeField(_("creation date"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    chosen_expiry = models.DateTimeField(_("chosen expiry date"), null=True, blank=True, editable=False)
    # When people were last told by mail that it ends.
    mailed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = SecretQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-created_at", "-pk"]

    @property
    def is_live(self) -> bool:
        return self.expires_at is None or self.expires_at > timezone.now()

    @property
    def expires_soon(self) -> bool:
        """Whether the date that was chosen for it is near; not for one in its overlap, which ends anyway."""
        if self.expires_at is None or self.is_ending:
            return False
        return self.expires_at - timezone.now() <= WARNED_BEFORE

    @property
    def is_ending(self) -> bool:
        """Whether it stops working earlier than was chosen, because another took its place."""
        return self.expires_at is not None and self.expires_at != self.chosen_expiry

    @property
    def masked(self) -> str:
        return mask(self.last_four)
