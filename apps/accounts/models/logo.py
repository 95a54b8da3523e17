"""The account's logo: small enough to be a row of the database, where its backup has it too."""

from __future__ import annotations

import hashlib

from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from apps.accounts.models.account import Account
from apps.common.images import MAX_BYTES, Image
from apps.common.models import AccountQuerySet


class LogoQuerySet(AccountQuerySet["Logo"]):
    def under(self, key: str) -> Logo | None:
        """The logo that is served under `key`, while its account is in use."""
        return self.filter(key=key, account__is_active=True).first()


class Logo(models.Model):
    """`key` is a word for just these bytes in just this account, which nobody can guess: it is the logo's address."""

    account = models.OneToOneField(
        Account, models.CASCADE, primary_key=True, related_name="+", verbose_name=_("account")
    )
    key = models.CharField(_("key"), max_length=32, unique=True)
    content_type = models.CharField(_("kind"), max_length=20)
    width = models.PositiveSmallIntegerField(_("width"))
    height = models.PositiveSmallIntegerField(_("height"))
    data = models.BinaryField(_("bytes"), max_length=MAX_BYTES)

    objects = LogoQuerySet.as_manager()

    class Meta:
        verbose_name = _("logo")
        verbose_name_plural = _("logos")

    def __str__(self) -> str:
        return f"{self.content_type}, {self.width} × {self.height}"


def key_of(account: Account, image: Image) -> str:
    """The same for the same picture, and another one for whoever has the same picture elsewhere."""
    digest = hashlib.sha256(image.data).hexdigest()
    return salted_hmac("accounts.logo", f"{account.pk}:{digest}", algorithm="sha256").hexdigest()[:32]
