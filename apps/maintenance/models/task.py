"""The tasks of work orders: what is done to one item, when, how long it takes and what it costs."""

from __future__ import annotations

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Count, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Account
from apps.common.models import AccountOwned, AccountQuerySet
from apps.common.ownership import errors_of_strangers
from apps.maintenance.models.costed import Costed
from apps.maintenance.models.item import Item
from apps.maintenance.models.person import full_name
from apps.maintenance.models.planned_task import PlannedTask
from apps.maintenance.models.priority import Priority
from apps.maintenance.models.work_order import TEXT, WorkOrder

COSTS = ("resources_inventory", "resources_human_resources", "resources_services")
"""What a task cost, in the account's currency."""


class TaskStatus(models.TextChoices):
    NO_STARTED = "NO_STARTED", _("Not started")
    IN_PROGRESS = "IN_PROGRESS", _("In progress")
    PAUSED = "PAUSED", _("Paused")
    DONE = "DONE", _("Done")


def number_of_children() -> Coalesce:
    """How many work orders are part of the one that the task belongs to."""
    children: Any = WorkOrder.objects.filter(parent=OuterRef("work_order")).order_by().values("parent")
    return Coalesce(Subquery(children.values(found=Count("pk"))), Value(0))


class WorkTaskQuerySet(AccountQuerySet["WorkTask"]):
    def for_api(self, account: Account) -> Self:
        """The account's tasks in a total, stable order that an index holds ready: those of the newest order first."""
        return (
            self.of(account)
            .annotate(
                account_number=Value(account.number),
                responsible_code=Coalesce("work_order__responsible__code", Value("")),
                responsible_name=full_name("work_order__responsible__"),
                children=number_of_children(),
            )
            .order_by("-creation_date", "folio", "pk")
        )


def money(label: Any) -> models.DecimalField[Any, Any]:
    return models.DecimalField(
        label, max_digits=18, decimal_places=4, null=True, blank=True, validators=[MinValueValidator(0)]
    )


def words(label: Any, length: int = 120) -> models.CharField[Any, Any]:
    return models.CharField(label, max_length=length, blank=True)


def moment(label: Any) -> models.DateTimeField[Any, Any]:
    return models.DateTimeField(label, null=True, blank=True)


class WorkTask(AccountOwned, Costed):
    """One task of a work order, on one item. Durations are in seconds; what a resource cost is None if none was used.

    `folio` and `creation_date` are the order's: they never change, and here they let a list be one walk of an index.
    """

    work_order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="tasks", verbose_name=_("work order"))
    folio = models.CharField(_("folio"), max_length=100, editable=False)
    creation_date = models.DateTimeField(_("creation date"), editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="work_tasks", verbose_name=_("item"))
    planned_task = models.ForeignKey(
        PlannedTask, models.SET_NULL, null=True, blank=True, editable=False, related_name="work_tasks",
        verbose_name=_("planned task"),
    )  # fmt: skip

    description = models.CharField(_("description"), max_length=255)
    task_note = models.TextField(_("note"), blank=True, validators=TEXT)
    task_status = models.CharField(
        _("status"), max_length=20, choices=TaskStatus.choices, default=TaskStatus.NO_STARTED
    )
    tasks_log_task_type_main = words(_("type of task"), 80)
    tasks_log_types_description = words(_("classification 1"))
    tasks_log_types_2_description = words(_("classification 2"))
    id_priorities = models.PositiveSmallIntegerField(_("priority"), choices=Priority.choices, default=Priority.MEDIUM)
    trigger_description = words(_("what triggered it"))
    user_assigned = words(_("assigned to"), 255)

    date_maintenance = moment(_("scheduled date"))
    cal_date_maintenance = moment(_("calculated date"))
    first_date_task = moment(_("first scheduled date"))
    initial_date = moment(_("started"))
    final_date = moment(_("finished"))
    event_date = moment(_("date of the event"))
    duration = models.PositiveIntegerField(_("estimated duration (s)"), default=0)
    real_duration = models.PositiveIntegerField(_("real duration (s)"), default=0)
    stop_assets = models.BooleanField(_("stops the asset"), default=False)
    stop_assets_sec = models.PositiveIntegerField(_("time stopped (s)"), default=0)

    resources_inventory = money(_("cost of parts"))
    resources_human_resources = money(_("cost of labour"))
    resources_services = money(_("cost of services"))

    types_description = words(_("type of failure"))
    causes_description = words(_("cause of the failure"))
    detection_method_description = words(_("how it was detected"))
    severiry_description = words(_("severity"))
    damages_types_description = words(_("type of damage"))
    caused_damage = models.BooleanField(_("caused damage"), default=False)

    objects = WorkTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task of a work order")
        verbose_name_plural = _("tasks of work orders")
        ordering = ["-creation_date", "folio", "pk"]
        indexes = [
            models.Index(fields=["account", "-creation_date", "folio", "id"], name="work_task_newest"),
            models.Index(fields=["account", "folio", "-creation_date", "id"], name="work_task_folio"),
            models.Index(fields=["account", "item", "-creation_date", "folio", "id"], name="work_task_by_item"),
            models.Index(fields=["account", "work_order"], name="work_task_by_order"),
            models.Index(fields=["account", "date_maintenance"], name="work_task_scheduled"),
            models.Index(fields=["account", "final_date"], name="work_task_finished"),
        ]

    def __str__(self) -> str:
        return f"{self.folio}: {self.description}"

    def clean(self) -> None:
        errors = errors_of_strangers(self)
        if self.initial_date and self.final_date and self.final_date < self.initial_date:
            errors["final_date"] = str(_("A task cannot be finished before it was started."))
        if errors:
            raise ValidationError(errors)
