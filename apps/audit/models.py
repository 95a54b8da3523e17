"""The record: who did what, from where, chained so that an edit, a gap or a reordering shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.audit.actors import ActorKind
from apps.common.beginnings import BeginningField
from apps.common.models import AccountQuerySet

if TYPE_CHECKING:
    from apps.accounts.models import Account

ACTOR_LABELS = {
    ActorKind.USER: _("User"),
    ActorKind.CONSUMER: _("OAuth consumer"),
    ActorKind.API_KEY: _("API key"),
    ActorKind.GUEST: _("Guest"),
    ActorKind.OPERATOR: _("Operator"),
    ActorKind.SYSTEM: _("System"),
}


class AppendOnly(TypeError):
    """Transactions are only ever added."""


class TransactionQuerySet(AccountQuerySet["Transaction"]):
    def installation(self) -> Self:
        """Transactions of the installation itself, which belong to no account."""
        return self.filter(account=None)

    def for_api(self, account: Account) -> Self:
        """The account's transactions, newest first."""
        return self.of(account).order_by("-at", "-number")

    def chain(self, account_id: int | None) -> Self:
        return self.filter(account_id=account_id).order_by("number")

    def about(self, target: models.Model) -> Self:
        """What happened to `target`, newest first."""
        return self.filter(target_type=target._meta.model_name, target_id=str(target.pk)).order_by("-at", "-number")

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnly

    def delete(self) -> NoReturn:
        raise AppendOnly


class ChainHead(models.Model):
    """The last link of one account's chain; `chain` is the account's id, or 0 for the installation.

    Whoever appends takes this one row first, so that numbers have no gap and accounts never wait for each other.
    """

    chain = models.PositiveBigIntegerField(primary_key=True)
    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return f"chain {self.chain} at {self.number}"


class ChainCheck(models.Model):
    """What was found when a chain was last read: whole from its first transaction to `number`, whose digest is here.

    `fault_number` and `fault_reason` say where it is not whole. It serves the screen, which need not read the chain
    for each page; who wants to be sure asks `verify_transactions`, which reads it all and believes none of this.
    """

    chain = models.PositiveBigIntegerField(primary_key=True)
    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")
    at = models.DateTimeField(default=timezone.now)
    fault_number = models.PositiveBigIntegerField(null=True)
    fault_reason = models.CharField(max_length=60, default="")

    def __str__(self) -> str:
        return f"chain {self.chain} read to {self.number}"


class Transaction(models.Model):
    account = models.ForeignKey(
        "accounts.Account",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="transactions",
        verbose_name=_("account"),
    )
    number = models.PositiveBigIntegerField(_("number"))
    at = models.DateTimeField(_("date"), default=timezone.now)
    actor_kind = models.CharField(
        _("kind of actor"), max_length=10, choices=[(k.value, v) for k, v in ACTOR_LABELS.items()]
    )
    actor_id = models.CharField(_("actor id"), max_length=64, blank=True)
    actor_name = models.CharField(_("who"), max_length=255, blank=True)
    actor_key = BeginningField("actor_name")
    actor_email = models.CharField(_("e-mail"), max_length=254, blank=True)
    address = models.GenericIPAddressField(_("address"), null=True, blank=True)
    request_id = models.CharField(_("request id"), max_length=64, blank=True)
    module = models.CharField(_("module"), max_length=50)
    action = models.CharField(_("action"), max_length=50)
    kind = models.CharField(max_length=12, blank=True, editable=False)
    """Of apps.audit.events.KINDS, as the event was described when it was recorded: module and action tell it."""
    target_type = models.CharField(_("submodule"), max_length=50, blank=True)
    target_id = models.CharField(_("target id"), max_length=64, blank=True)
    target_name = models.CharField(_("target"), max_length=255, blank=True)
    changes = models.JSONField(_("changes"), default=dict, blank=True)
    key_version = models.CharField(max_length=32, editable=False)
    digest = models.CharField(_("digest"), max_length=64, editable=False)

    objects = TransactionQuerySet.as_manager()

    class Meta:
        verbose_name = _("transaction")
        verbose_name_plural = _("transactions")
        ordering = ["-at", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["account", "number"], name="transaction_number_once_per_account"),
        ]
        indexes = [
            models.Index(fields=["account", "-at", "-number"], name="transaction_by_date"),
            models.Index(fields=["account", "module", "-at", "-number"], name="transaction_by_module"),
            models.Index(
                fields=["account", "target_type", "target_id", "-at", "-number"], name="transaction_by_target"
            ),
            models.Index(fields=["account", "target_type", "-at", "-number"], name="transaction_by_submodule"),
            models.Index(fields=["account", "kind", "-at", "-number"], name="transaction_by_kind"),
            models.Index(fields=["account", "action", "-at", "-number"], name="transaction_by_action"),
            models.Index(fields=["account", "actor_key", "-at", "-number"], name="transaction_by_actor"),
            models.Index(fields=["account", "actor_kind", "-at", "-number"], name="transaction_by_actor_kind"),
            models.Index(fields=["key_version"], name="transaction_by_key_version"),
        ]

    def __str__(self) -> str:
        return f"{self.module}.{self.action} #{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly
