"""Work orders: what is to be done, who answers for it, and how far it is. What exactly is done is in their tasks."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.common.codes import validate_code
from apps.common.models import AccountOwned, AccountQuerySet
from apps.common.ownership import errors_of_strangers
from apps.maintenance.models.person import Person

TEXT = [MaxLengthValidator(4000)]


class WorkOrderStatus(models.IntegerChoices):
    IN_PROCESS = 1, _("In process")
    UNDER_REVIEW = 2, _("Under review")
    COMPLETED = 3, _("Completed")
    CANCELLED = 4, _("Cancelled")


class WorkOrder(AccountOwned):
    """One folio. `completed_percentage` and `tasks_duration` (seconds) sum up its tasks; the services keep them."""

    NEXT: ClassVar[dict[int, tuple[WorkOrderStatus, ...]]] = {
        WorkOrderStatus.IN_PROCESS: (
            WorkOrderStatus.UNDER_REVIEW, WorkOrderStatus.COMPLETED, WorkOrderStatus.CANCELLED,
        ),
        WorkOrderStatus.UNDER_REVIEW: (
            WorkOrderStatus.IN_PROCESS, WorkOrderStatus.COMPLETED, WorkOrderStatus.CANCELLED,
        ),
        WorkOrderStatus.COMPLETED: (),
        WorkOrderStatus.CANCELLED: (),
    }  # fmt: skip

    folio = models.CharField(_("folio"), max_length=100, validators=[validate_code])
    status = models.PositiveSmallIntegerField(
        _("status"), choices=WorkOrderStatus.choices, default=WorkOrderStatus.IN_PROCESS
    )
    creation_date = models.DateTimeField(_("creation date"), default=timezone.now)
    review_date = models.DateTimeField(_("sent to review"), null=True, blank=True)
    wo_final_date = models.DateTimeField(_("completed"), null=True, blank=True)

    created_by = models.CharField(_("created by"), max_length=255, blank=True)
    code_create_by = models.CharField(_("code of who created it"), max_length=100, blank=True)
    responsible = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="work_orders", verbose_name=_("responsible")
    )
    requested_by = models.CharField(_("requested by"), max_length=255, blank=True)
    id_request = models.PositiveBigIntegerField(_("work request"), null=True, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent work order")
    )

    note = models.TextField(_("note"), blank=True, validators=TEXT)
    signature = models.TextField(_("signature"), blank=True, validators=TEXT)
    details_signature = models.CharField(_("details of the signature"), max_length=255, blank=True)
    rating = models.PositiveSmallIntegerField(_("rating"), null=True, blank=True, validators=[MaxValueValidator(5)])
    work_orders_status_custom_description = models.CharField(_("own status"), max_length=120, blank=True)
    costs_center_description = models.CharField(_("cost center"), max_length=120, blank=True)
    enable_budget = models.BooleanField(_("has a budget"), default=False)
    is_offline = models.BooleanField(_("made without a connection"), default=False)

    completed_percentage = models.PositiveSmallIntegerField(_("completed (%)"), default=0, editable=False)
    tasks_duration = models.PositiveBigIntegerField(_("duration of the tasks (s)"), default=0, editable=False)

    objects = AccountQuerySet["WorkOrder"].as_manager()

    class Meta:
        verbose_name = _("work order")
        verbose_name_plural = _("work orders")
        ordering = ["-creation_date", "folio"]
        constraints = [models.UniqueConstraint(fields=["account", "folio"], name="work_order_folio_once_per_account")]
        indexes = [
            models.Index(fields=["account", "status"], name="work_order_by_status"),
            models.Index(fields=["account", "responsible"], name="work_order_by_responsible"),
        ]

    def __str__(self) -> str:
        return self.folio

    @property
    def is_closed(self) -> bool:
        """Completed and cancelled orders stay what they are."""
        return not self.NEXT[self.status]

    def clean(self) -> None:
        errors = errors_of_strangers(self)
        if self.pk and self.parent_id == self.pk:
            errors["parent"] = str(_("A work order cannot be part of itself."))
        if errors:
            raise ValidationError(errors)
