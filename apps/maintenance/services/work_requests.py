"""Entering work requests, and bringing them from one status to the next."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Account
from apps.audit.actors import Actor
from apps.audit.record import diff, record
from apps.common.writing import apply, values
from apps.company.catalogs.accepting import accepted
from apps.maintenance.models import RequestStatus, WorkRequest

REQUEST_FIELDS = (
    "item", "person", "description", "observation", "date_incident", "requested_by", "email_requested_by",
    "telephone_requested_by", "reported_location", "is_urgent", "identifier", "types_description",
    "types_1_description", "types_2_description", "status", "status_notes", "status_person", "wo_folio",
)  # fmt: skip


@transaction.atomic
def create_request(*, account: Account, by: Actor, **fields: Any) -> WorkRequest:
    """Enter a request; `fields` are those of REQUEST_FIELDS. Raises ValidationError, which names the fields."""
    request = WorkRequest(account=account)
    if fields.get("status", RequestStatus.OPEN) not in WorkRequest.FIRST:
        raise ValidationError({"status": _("A request begins as open, or as one from the guest portal.")})
    blank = values(request, tuple(name for name in REQUEST_FIELDS if name != "person")) | {"person": None}
    apply(request, accepted(request, fields) | {"date_status": request.date})
    changes = diff(blank, values(request, REQUEST_FIELDS))
    record("work_requests.request_created", account=account, actor=by, target=request, changes=changes)
    return request


@transaction.atomic
def update_request(
    *, request: WorkRequest, by: Actor, date_status: datetime | None = None, **fields: Any
) -> WorkRequest:
    """Change `request`; what is not in `fields` stays. `date_status` is since when it has its new status, else now.

    Raises ValidationError, which names the fields, also for a status that cannot follow the one it has.
    """
    rows = WorkRequest.objects.select_for_update(of=("self",))
    request = rows.select_related("account", "item", "person", "status_person").get(pk=request.pk)
    before = values(request, REQUEST_FIELDS)
    apply(request, accepted(request, fields) | _moments(request, fields.get("status", request.status), date_status))
    changes = diff(before, values(request, REQUEST_FIELDS))
    if changes:
        record("work_requests.request_changed", account=request.account, actor=by, target=request, changes=changes)
    return request


def _moments(request: WorkRequest, status: int, date: datetime | None) -> dict[str, Any]:
    """Since when the request has its status, and when it was solved."""
    if status == request.status:
        return {}
    if status not in request.NEXT[request.status]:
        text = _("A request that is “%(now)s” cannot become “%(then)s”.")
        then = dict(RequestStatus.choices).get(status, status)
        raise ValidationError({"status": text % {"now": request.get_status_display(), "then": then}})
    moment = date or timezone.now()
    return {"date_status": moment, "date_solution": moment if status in request.SOLVED else None}
