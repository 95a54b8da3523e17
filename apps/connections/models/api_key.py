"""The account's own key pair, which signs requests with HTTP Hawk."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Account
from apps.common.models import Secret
from apps.common.sealing import open_sealed, seal
from apps.common.tokens import new_key
from apps.connections.models.call_address import CallAddress
from apps.connections.models.meter import API_KEY


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def of(self, account: Account) -> ApiKeyQuerySet:
        return self.filter(account=account)

    def with_live_secrets(self) -> ApiKeyQuerySet:
        secrets = Prefetch("secrets", ApiSecret.objects.live(), to_attr="live_secrets")
        return self.select_related("account").prefetch_related(secrets)


class ApiKey(models.Model):
    """One per account; it acts as the account, with every enabled module."""

    account = models.OneToOneField(Account, models.CASCADE, related_name="api_key", verbose_name=_("account"))
    key = models.CharField(_("API Key"), max_length=40, unique=True, default=new_key, editable=False)
    created_at = models.DateTimeField(_("creation date"), default=timezone.now, editable=False)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")

    def __str__(self) -> str:
        return self.key


class ApiSecret(Secret):
    """A secret of the key pair. Hawk needs the secret itself, so it is sealed, bound to its account and row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    api_key = models.ForeignKey(ApiKey, models.CASCADE, related_name="secrets", verbose_name=_("API key"))
    sealed = models.TextField(editable=False)

    class Meta(Secret.Meta):
        abstract = False
        verbose_name = _("API secret")
        verbose_name_plural = _("API secrets")

    def __str__(self) -> str:
        return self.masked

    @property
    def _place(self) -> str:
        return f"api_secret|account={self.api_key.account_id}|row={self.pk}|secret"

    def seal(self, plain: str) -> None:
        self.sealed, self.last_four = seal(plain, place=self._place), plain[-4:]

    def note_more(self, now: datetime, address: str | None) -> None:
        CallAddress.objects.note(account=self.api_key.account_id, caller=API_KEY, address=address, now=now)

    def open(self) -> str:
        """The secret itself. Raises CannotOpen when the row was tampered with, MissingKey when its key is gone."""
        return open_sealed(self.sealed, place=self._place)


class HawkNonce(models.Model):
    """A nonce that was used; it may not be used again with the same key while its timestamp could still be accepted."""

    api_key = models.ForeignKey(ApiKey, models.CASCADE, db_index=False, related_name="nonces")
    nonce = models.CharField(max_length=128)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["api_key", "nonce"], name="hawk_nonce_once_per_key")]

    def __str__(self) -> str:
        return f"HawkNonce #{self.pk}"
