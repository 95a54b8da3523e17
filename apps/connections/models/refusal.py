"""What consumers and API keys were refused: one row for each reason and minute, with a count."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.models import AccountOwned, AccountQuerySet
from apps.connections.models.api_key import ApiKey
from apps.connections.models.consumer import Consumer


class RefusalQuerySet(AccountQuerySet["Refusal"]):
    def of_consumer(self, consumer: Consumer) -> RefusalQuerySet:
        return self.filter(caller=consumer.client_id)

    def of_api_key(self, api_key: ApiKey) -> RefusalQuerySet:
        return self.filter(caller=api_key.key)

    def latest_first(self) -> RefusalQuerySet:
        return self.order_by("-minute", "-pk")


class Refusal(AccountOwned):
    """`reason` is a stable word, and so is `detail`, such as the missing permission; neither holds what was sent.

    `caller` is the consumer's key, or the API key, for which `consumer` is empty.
    """

    # Not held by the database: a refusal that is noted while its consumer is being deleted stays a refusal.
    consumer = models.ForeignKey(
        Consumer, models.CASCADE, null=True, db_constraint=False, related_name="refusals", verbose_name=_("App")
    )
    caller = models.CharField(_("Key"), max_length=40)
    reason = models.CharField(_("reason"), max_length=40)
    detail = models.CharField(_("detail"), max_length=80, blank=True)
    minute = models.DateTimeField(_("minute"))
    count = models.PositiveIntegerField(_("count"), default=1)
    address = models.GenericIPAddressField(_("IP address"), null=True)

    objects = RefusalQuerySet.as_manager()

    class Meta:
        verbose_name = _("refusal")
        verbose_name_plural = _("refusals")
        ordering = ["-minute", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["caller", "reason", "detail", "minute"], name="refusal_once_a_minute")
        ]
        indexes = [
            models.Index(fields=["caller", "-minute"], name="refusal_of_caller"),
            models.Index(fields=["minute"], name="refusal_by_minute"),
        ]

    def __str__(self) -> str:
        return f"{self.caller} · {self.reason}"
