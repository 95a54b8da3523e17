"""Work requests and their way through their statuses."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from apps.accounts.models import Account
from apps.audit.models import Transaction
from apps.maintenance.models import RequestStatus, WorkRequest
from apps.maintenance.services.work_requests import update_request
from tests.factories import TESTER
from tests.meters import day, new_request


def brought_to(request: WorkRequest, status: int, **fields: Any) -> WorkRequest:
    return update_request(request=request, by=TESTER, status=status, **fields)


def errors_of(refused: pytest.ExceptionInfo[ValidationError]) -> set[str]:
    return set(refused.value.message_dict)


def test_a_new_request_is_open_and_on_the_record(account: Account) -> None:
    request = new_request(account, "EQ-1", is_urgent=True)
    entry = Transaction.objects.get(action="request_created")
    assert request.status == RequestStatus.OPEN
    assert (entry.module, entry.target_id, entry.changes["is_urgent"]) == (
        "work_requests", str(request.pk), [False, True],
    )  # fmt: skip


def test_a_request_begins_as_open_or_from_the_guest_portal(account: Account) -> None:
    assert new_request(account, status=13).status == RequestStatus.GUEST_PORTAL
    for status in set(RequestStatus.values) - {1, 13}:
        with pytest.raises(ValidationError) as refused:
            new_request(account, status=status)
        assert errors_of(refused) == {"status"}


def test_every_status_has_its_next_ones_and_each_can_be_reached() -> None:
    assert set(WorkRequest.NEXT) == set(RequestStatus.values)
    reached = {status for following in WorkRequest.NEXT.values() for status in following}
    assert reached | {*WorkRequest.FIRST} == set(RequestStatus.values)
    assert not [status for status, following in WorkRequest.NEXT.items() if status in following]


def test_a_request_goes_by_a_work_order_to_its_solution(account: Account) -> None:
    request = new_request(account)
    for status in (7, 3, 8, 6):
        request = brought_to(request, status, wo_folio="OT-7", date_status=day(status + 10))
    assert (request.date_status, request.date_solution) == (day(16), day(16))
    assert Transaction.objects.filter(action="request_changed").count() == 4


def test_a_status_that_cannot_follow_is_refused(account: Account) -> None:
    request = brought_to(new_request(account), RequestStatus.CANCELLED)
    for status in (1, 4, 99):
        with pytest.raises(ValidationError) as refused:
            brought_to(request, status)
        assert errors_of(refused) == {"status"}


def test_the_status_that_it_has_is_no_change(account: Account) -> None:
    request = new_request(account)
    assert brought_to(request, 1).date_status == request.date_status
    assert not Transaction.objects.filter(action="request_changed").exists()


def test_where_there_is_a_work_order_it_has_a_folio(account: Account) -> None:
    with pytest.raises(ValidationError) as refused:
        brought_to(new_request(account), RequestStatus.ORDER_IN_PROCESS)
    assert errors_of(refused) == {"wo_folio"}


def test_a_request_that_is_taken_up_again_is_not_solved(account: Account) -> None:
    request = brought_to(new_request(account), RequestStatus.REJECTED, status_notes="Repetida")
    request = brought_to(request, RequestStatus.OPEN)
    assert request.date_solution is None
    assert brought_to(request, RequestStatus.SOLVED_WITHOUT_ORDER).date_solution is not None
