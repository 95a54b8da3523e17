"""Work requests: somebody says what is wrong, and sees what becomes of it."""

from __future__ import annotations

from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Account
from apps.common.models import AccountOwned, AccountQuerySet
from apps.common.ownership import errors_of_strangers
from apps.maintenance.models.item import Item
from apps.maintenance.models.person import Person, full_name


class RequestStatus(models.IntegerChoices):
    OPEN = 1, _("Open")
    IN_PROCESS = 2, _("In process")
    ORDER_IN_PROCESS = 3, _("Work order in process")
    SOLVED_WITHOUT_ORDER = 4, _("Solved without a work order")
    CANCELLED = 5, _("Cancelled")
    SOLVED_WITH_ORDER = 6, _("Solved with a work order")
    WAITING_FOR_ORDER = 7, _("Waiting for a work order")
    ORDER_UNDER_REVIEW = 8, _("Work order under review")
    ORDER_CANCELLED = 9, _("Work order cancelled")
    WAITING_FOR_ANOTHER_ORDER = 10, _("Waiting for another work order")
    OUT_OF_PENDING = 11, _("Taken out of the pending tasks")
    REJECTED = 12, _("Rejected")
    GUEST_PORTAL = 13, _("From the guest portal")


STATUS = RequestStatus
UNDECIDED = (
    STATUS.IN_PROCESS, STATUS.ORDER_IN_PROCESS, STATUS.SOLVED_WITHOUT_ORDER, STATUS.CANCELLED,
    STATUS.WAITING_FOR_ORDER, STATUS.REJECTED,
)  # fmt: skip
WITHOUT_ORDER = (STATUS.ORDER_IN_PROCESS, STATUS.CANCELLED, STATUS.OUT_OF_PENDING)


class WorkRequestQuerySet(AccountQuerySet["WorkRequest"]):
    def for_api(self, account: Account) -> Self:
        """The account's requests, the oldest first: new ones come at the end, and an index holds the order ready."""
        named = self.of(account).annotate(
            account_number=Value(account.number),
            person_name=full_name("person__"),
            status_person_name=full_name("status_person__"),
        )
        return named.order_by("date", "pk")

    def of_guests(self, account: Account) -> Self:
        """What came in through the account's guest portal, the newest first."""
        return self.of(account).filter(guest_form__isnull=False).order_by("-date", "-pk")


class WorkRequest(AccountOwned):
    """What somebody asks for, about an item or about none. It goes by its number, which is its primary key.

    A work order that it led to is named by its folio. `person` entered it, `status_person` brought it to its status.
    What a guest sent was entered by nobody: `guest_form` is the form, of which each makes one request at most.
    """

    # Which status may follow which. One that ends a request is followed by none.
    NEXT: ClassVar[dict[int, tuple[RequestStatus, ...]]] = {
        STATUS.OPEN: UNDECIDED,
        STATUS.GUEST_PORTAL: (STATUS.OPEN, *UNDECIDED),
        STATUS.IN_PROCESS: (STATUS.OPEN, *UNDECIDED[1:]),
        STATUS.REJECTED: (STATUS.OPEN, STATUS.IN_PROCESS, STATUS.CANCELLED),
        STATUS.WAITING_FOR_ORDER: WITHOUT_ORDER,
        STATUS.WAITING_FOR_ANOTHER_ORDER: WITHOUT_ORDER,
        STATUS.OUT_OF_PENDING: (STATUS.OPEN, *UNDECIDED),
        STATUS.ORDER_IN_PROCESS: (STATUS.ORDER_UNDER_REVIEW, STATUS.SOLVED_WITH_ORDER, STATUS.ORDER_CANCELLED),
        STATUS.ORDER_UNDER_REVIEW: (STATUS.ORDER_IN_PROCESS, STATUS.SOLVED_WITH_ORDER, STATUS.ORDER_CANCELLED),
        STATUS.ORDER_CANCELLED: (STATUS.OPEN, *UNDECIDED, STATUS.WAITING_FOR_ANOTHER_ORDER),
        STATUS.SOLVED_WITHOUT_ORDER: (),
        STATUS.SOLVED_WITH_ORDER: (),
        STATUS.CANCELLED: (),
    }
    FIRST: ClassVar = (STATUS.OPEN, STATUS.GUEST_PORTAL)
    SOLVED: ClassVar = (STATUS.SOLVED_WITHOUT_ORDER, STATUS.SOLVED_WITH_ORDER)
    WITH_ORDER: ClassVar = (
        STATUS.ORDER_IN_PROCESS, STATUS.ORDER_UNDER_REVIEW, STATUS.ORDER_CANCELLED, STATUS.SOLVED_WITH_ORDER,
    )  # fmt: skip

    item = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, related_name="work_requests", verbose_name=_("item")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="work_requests", verbose_name=_("entered by")
    )
    guest_form = models.UUIDField(_("form of the guest portal"), null=True, blank=True, editable=False)
    description = models.CharField(_("description"), max_length=255)
    observation = models.TextField(_("observation"), blank=True, validators=[MaxLengthValidator(4000)])
    date = models.DateTimeField(_("creation date"), default=timezone.now, editable=False)
    date_incident = models.DateTimeField(_("date of the incident"))
    requested_by = models.CharField(_("requested by"), max_length=255)
    email_requested_by = models.EmailField(_("e-mail of who requested it"), blank=True)
    telephone_requested_by = models.CharField(_("telephone of who requested it"), max_length=40, blank=True)
    reported_location = models.CharField(_("place, as reported"), max_length=120, blank=True)
    is_urgent = models.BooleanField(_("urgent"), default=False)
    identifier = models.CharField(_("reference"), max_length=120, blank=True)
    types_description = models.CharField(_("type"), max_length=120, blank=True)
    types_1_description = models.CharField(_("first classification"), max_length=120, blank=True)
    types_2_description = models.CharField(_("second classification"), max_length=120, blank=True)
    status = models.PositiveSmallIntegerField(_("status"), choices=RequestStatus.choices, default=RequestStatus.OPEN)
    date_status = models.DateTimeField(_("status since"), default=timezone.now, editable=False)
    status_notes = models.TextField(_("notes on the status"), blank=True, validators=[MaxLengthValidator(4000)])
    status_person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("status by")
    )
    date_solution = models.DateTimeField(_("solved"), null=True, blank=True, editable=False)
    wo_folio = models.CharField(_("work order"), max_length=100, blank=True)

    objects = WorkRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("work request")
        verbose_name_plural = _("work requests")
        ordering = ["date", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "guest_form"], condition=Q(guest_form__isnull=False), name="request_per_guest_form"
            )
        ]
        indexes = [
            models.Index(fields=["account", "date", "id"], name="request_by_date"),
            models.Index(fields=["account", "status", "date", "id"], name="request_by_status"),
            models.Index(fields=["account", "item", "date", "id"], name="request_by_item"),
            models.Index(
                fields=["account", "-date", "-id"], name="request_of_guests", condition=Q(guest_form__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.description}"

    def clean(self) -> None:
        errors = errors_of_strangers(self)
        if self.person_id is None and self.guest_form is None:
            errors["person"] = str(_("Say who entered the request."))
        if self.status in self.WITH_ORDER and not self.wo_folio:
            errors["wo_folio"] = str(_("In this status the request has a work order: name its folio."))
        if errors:
            raise ValidationError(errors)
