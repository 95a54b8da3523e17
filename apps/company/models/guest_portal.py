"""The guest portal: a public form, behind a link that nobody can guess, for people without a user."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Account
from apps.common import walls
from apps.common.plain_text import validate_lines
from apps.common.sealing import open_sealed, seal
from apps.common.tokens import Prefix, digest, is_well_formed, new_token

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MODULE = "work_requests"
"""What the form writes to: where the account has it turned off, there is no form."""
MOST_FILES = 5
LONGEST_TEXT = 2000


class FieldUse(models.TextChoices):
    HIDDEN = "hidden", _("Not shown")
    OPTIONAL = "optional", _("Optional")
    REQUIRED = "required", _("Required")


USES = (
    "email_requested_by", "telephone_requested_by", "reported_location", "types_description", "is_urgent",
    "date_incident", "files",
)  # fmt: skip
"""What the form can ask besides who asks for what; but for the files these are the fields of a work request."""
NEVER_DEMANDED = ("is_urgent",)
"""It is a tick: whoever leaves it out has answered."""


class GuestPortalQuerySet(models.QuerySet["GuestPortal"]):
    def of(self, account: Account) -> Self:
        return self.filter(account=account)

    def behind(self, token: str) -> GuestPortal | None:
        """The open portal that this link leads to now, and whose account it is; what is found raises the wall."""
        if not is_well_formed(token, Prefix.GUEST_LINK):
            return None
        rows = self.filter(digest=digest(token), is_open=True, account__is_active=True).select_related("account")
        found = walls.raised_by(rows, "account_id").first()
        return found if found and MODULE in found.account.enabled_modules else None


def use_field(label: _StrPromise, default: FieldUse) -> models.CharField[str, str]:
    return models.CharField(label, max_length=8, choices=FieldUse.choices, default=default)


def text_field(label: _StrPromise) -> models.TextField[str, str]:
    return models.TextField(label, blank=True, validators=[validate_lines, MaxLengthValidator(LONGEST_TEXT)])


class GuestPortal(models.Model):
    """One per account. The link is looked up by its digest, and sealed so that it can be shown and copied again."""

    account = models.OneToOneField(Account, models.CASCADE, related_name="guest_portal", verbose_name=_("account"))
    is_open = models.BooleanField(_("open"), default=False)
    digest = models.CharField(max_length=64, unique=True, null=True, editable=False)
    sealed = models.TextField(blank=True, editable=False)
    made_at = models.DateTimeField(_("link made"), default=timezone.now, editable=False)
    email_requested_by = use_field(_("e-mail"), FieldUse.OPTIONAL)
    telephone_requested_by = use_field(_("telephone"), FieldUse.OPTIONAL)
    reported_location = use_field(_("place or equipment"), FieldUse.OPTIONAL)
    types_description = use_field(_("type of request"), FieldUse.HIDDEN)
    is_urgent = use_field(_("urgent"), FieldUse.OPTIONAL)
    date_incident = use_field(_("date of the incident"), FieldUse.HIDDEN)
    files = use_field(_("photos and files"), FieldUse.OPTIONAL)
    most_files = models.PositiveSmallIntegerField(
        _("most files"), default=3, validators=[MinValueValidator(1), MaxValueValidator(MOST_FILES)]
    )
    welcome_es = text_field(_("welcome text in Spanish"))
    welcome_en = text_field(_("welcome text in English"))
    welcome_pt_br = text_field(_("welcome text in Portuguese"))
    thanks_es = text_field(_("confirmation in Spanish"))
    thanks_en = text_field(_("confirmation in English"))
    thanks_pt_br = text_field(_("confirmation in Portuguese"))

    objects = GuestPortalQuerySet.as_manager()

    class Meta:
        verbose_name = _("guest portal")
        verbose_name_plural = _("guest portals")

    def __str__(self) -> str:
        return str(self.account)

    def clean(self) -> None:
        demanded = [name for name in NEVER_DEMANDED if getattr(self, name) == FieldUse.REQUIRED]
        if demanded:
            raise ValidationError(dict.fromkeys(demanded, _("This can be shown, but not required.")))

    def renew(self) -> None:
        """A new link; the old one leads nowhere from the moment this is saved."""
        token = new_token(Prefix.GUEST_LINK)
        self.digest, self.made_at = digest(token), timezone.now()
        self.seal(token)

    @property
    def _place(self) -> str:
        return f"guest_portal|account={self.account_id}|link"

    def seal(self, plain: str) -> None:
        self.sealed = seal(plain, place=self._place)

    def open(self) -> str:
        """The link's token. Raises CannotOpen when the row was tampered with, MissingKey when its key is gone."""
        return open_sealed(self.sealed, place=self._place)

    @property
    def link(self) -> str:
        """The whole address of the form, on the configured origin; "" before there is one."""
        return f"{settings.PUBLIC_URL}{reverse('guest-form', args=[self.open()])}" if self.digest else ""

    def shows(self, name: str) -> bool:
        return bool(getattr(self, name) != FieldUse.HIDDEN)

    def demands(self, name: str) -> bool:
        return bool(getattr(self, name) == FieldUse.REQUIRED)

    @property
    def welcome(self) -> str:
        """The text above the form in the reader's language; where there is none, in the account's."""
        return self._text("welcome")

    @property
    def thanks(self) -> str:
        return self._text("thanks")

    def _text(self, kind: str) -> str:
        found = (
            getattr(self, f"{kind}_{_suffix(name)}") for name in (translation.get_language(), self.account.language)
        )
        return next(filter(None, found), "")


def _suffix(language: str) -> str:
    """ "pt-br" is kept in the columns that end in pt_br."""
    return re.sub("-", "_", language)
