"""The guest portal of an account: its link, what its form asks, and the requests that come in through it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage
from django.utils import translation

from apps.accounts.models import Account
from apps.audit.models import Transaction
from apps.common.files.store import store
from apps.common.tokens import digest
from apps.company.models import GuestPortal
from apps.company.services.guest_portal import guest_portal_of, reset_guest_link, update_guest_portal
from apps.maintenance.models import RequestStatus, WorkRequest
from apps.maintenance.services.guest_requests import PortalClosed, SentFile, enter_guest_request
from apps.maintenance.services.work_requests import create_request, update_request
from tests.api.helpers import new_item
from tests.factories import TESTER
from tests.guests import open_portal
from tests.meters import PNG
from tests.plans import sorts_nothing
from tests.threads import at_once

FORM = UUID("0c5fb4c8-7f0c-4d0e-9f0a-6f3e3a1d2b4c")


def enter(portal: GuestPortal, form: UUID = FORM, files: tuple[SentFile, ...] = (), **fields: Any) -> WorkRequest:
    fields = {"requested_by": "Marta Ruiz", "description": "Gotea el lavabo"} | fields
    return enter_guest_request(portal=portal, form=form, address="203.0.113.9", files=files, **fields).request


# --- the link ---------------------------------------------------------------------------------------------------------


def test_before_anything_is_configured_there_is_no_link_and_nothing_is_open(account: Account) -> None:
    portal = guest_portal_of(account)
    assert [portal.pk or portal.digest, portal.is_open, portal.link] == [None, False, ""]


def test_the_link_can_be_read_again_and_is_kept_neither_readable_nor_guessable(account: Account) -> None:
    portal = open_portal(account)
    token = portal.open()
    assert GuestPortal.objects.behind(token) == portal
    assert portal.digest == digest(token)
    assert token not in str(GuestPortal.objects.values().get())
    assert len(token) == 55


def test_a_sealed_link_does_not_open_in_another_account(account: Account, other_account: Account) -> None:
    ours, theirs = open_portal(account), open_portal(other_account)
    theirs.sealed = ours.sealed
    with pytest.raises(ValueError, match="guest_portal"):
        theirs.open()


def test_a_link_that_was_reset_leads_nowhere_and_its_portal_stays_as_it_was(account: Account) -> None:
    old = open_portal(account, date_incident="required").open()
    new = reset_guest_link(account=account, by=TESTER)
    assert GuestPortal.objects.behind(old) is None
    assert GuestPortal.objects.behind(new.open()) == new
    assert (new.is_open, new.date_incident) == (True, "required")
    assert Transaction.objects.get(action="link_reset").changes == {}


@pytest.mark.parametrize(
    "why",
    [
        {"company_guestportal": {"is_open": False}},
        {"accounts_account": {"is_active": False}},
        {"accounts_account": {"enabled_modules": ["items"]}},
    ],
    ids=["closed", "account suspended", "module off"],
)
def test_nobody_gets_in_where_the_portal_is_not_to_be_used(account: Account, why: dict[str, dict[str, Any]]) -> None:
    token = open_portal(account).open()
    for model in (GuestPortal, Account):
        if changes := why.get(model._meta.db_table):
            model._base_manager.update(**changes)
    assert GuestPortal.objects.behind(token) is None


@pytest.mark.parametrize("token", ["", "x", "cnxgl_" + "0" * 49, "cnxcs_" + "0" * 49])
def test_what_is_no_link_is_not_even_looked_up(account: Account, token: str, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert GuestPortal.objects.behind(token) is None


# --- what the form asks -----------------------------------------------------------------------------------------------


def test_what_changes_is_on_the_record_and_opening_apart(account: Account) -> None:
    update_guest_portal(account=account, by=TESTER, is_open=True, files="required", most_files=5)
    update_guest_portal(account=account, by=TESTER, files="required")
    update_guest_portal(account=account, by=TESTER, is_open=False)
    entries = Transaction.objects.filter(module="guest_portal").order_by("number").values_list("action", "changes")
    assert list(entries) == [
        ("portal_changed", {"files": ["optional", "required"], "most_files": [3, 5]}),
        ("portal_opened", {"is_open": [False, True]}),
        ("portal_closed", {"is_open": [True, False]}),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"is_urgent": "required"},
        {"files": "sometimes"},
        {"most_files": 0},
        {"most_files": 6},
        {"welcome_en": "Hello\u202e"},
        {"thanks_es": "x" * 2001},
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_by_name_and_leaves_no_portal(account: Account, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        update_guest_portal(account=account, by=TESTER, **wrong)
    assert set(refused.value.message_dict) == set(wrong)
    assert not GuestPortal.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_open_it_at_once_both_have_the_same_link(account: Account) -> None:
    assert len(set(at_once(3, lambda index: open_portal(account).digest))) == 1


def test_a_text_is_in_the_readers_language_or_else_in_the_accounts(account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(language="es")
    portal = GuestPortal.objects.get(pk=open_portal(account, welcome_es="Hola", welcome_pt_br="Olá").pk)
    found = {}
    for language in ("es", "pt-br", "en"):
        with translation.override(language):
            found[language] = portal.welcome
    assert found == {"es": "Hola", "pt-br": "Olá", "en": "Hola"}
    assert portal.thanks == ""


# --- requests ---------------------------------------------------------------------------------------------------------


def test_a_request_comes_in_with_its_status_by_nobody_that_is_known(account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(language="es")
    request = enter(open_portal(account), telephone_requested_by="+57 1 555", is_urgent=True)
    assert (request.status, request.person, request.is_urgent) == (RequestStatus.GUEST_PORTAL, None, True)
    entry = Transaction.objects.get(action="request_created")
    assert (entry.actor_kind, entry.actor_id, entry.address) == ("guest", "", "203.0.113.9")
    assert entry.changes["requested_by"] == ["", "Marta Ruiz"]


def test_a_place_that_is_the_code_of_an_item_is_that_item(account: Account, other_account: Account) -> None:
    portal = open_portal(account)
    item, _theirs = new_item(account, "EQ-1"), new_item(other_account, "EQ-2")
    assert enter(portal, reported_location="EQ-1").item == item
    strange = enter(portal, uuid4(), reported_location="EQ-2")
    assert (strange.item, strange.reported_location) == (None, "EQ-2")


def test_a_form_makes_one_request_however_often_it_is_sent(account: Account) -> None:
    portal = open_portal(account)
    assert enter(portal).pk == enter(portal, description="Otra cosa").pk
    assert WorkRequest.objects.get().description == "Gotea el lavabo"


@pytest.mark.django_db(transaction=True)
def test_a_form_that_is_sent_twice_at_once_makes_one_request(account: Account) -> None:
    portal = open_portal(account)
    assert len(set(at_once(4, lambda index: enter(portal).pk))) == 1
    assert WorkRequest.objects.count() == 1


def stored() -> set[Path]:
    return {path for path in Path(cast("FileSystemStorage", store()).location).rglob("*") if path.is_file()}


def test_a_file_that_cannot_be_kept_leaves_nothing_behind(account: Account) -> None:
    portal, before = open_portal(account), stored()
    files = (SentFile("foto.png", PNG), SentFile("virus.png", b"MZ\x90"))
    with pytest.raises(ValidationError) as refused:
        enter(portal, files=files)
    assert "virus.png" in refused.value.message_dict["files"][0]
    assert stored() == before
    assert not WorkRequest.objects.exists()
    assert not Transaction.objects.filter(module="work_requests", action="request_created").exists()
    assert enter(portal, files=files[:1]).attachments.get().name == "foto.png"


@pytest.mark.parametrize("ended", ["closed", "reset"])
def test_a_form_that_was_opened_before_the_end_makes_no_request(account: Account, ended: str) -> None:
    portal = open_portal(account)
    if ended == "closed":
        update_guest_portal(account=account, by=TESTER, is_open=False)
    else:
        reset_guest_link(account=account, by=TESTER)
    with pytest.raises(PortalClosed):
        enter(portal)


def test_a_guests_request_goes_its_way_without_anybody_who_entered_it(account: Account) -> None:
    request = update_request(request=enter(open_portal(account)), by=TESTER, status=RequestStatus.OPEN)
    assert (request.status, request.person) == (RequestStatus.OPEN, None)


def test_any_other_request_was_entered_by_somebody(account: Account) -> None:
    with pytest.raises(ValidationError) as refused:
        create_request(account=account, by=TESTER, requested_by="X", description="Y", date_incident="2026-01-01T00:00Z")
    assert "person" in refused.value.message_dict


def test_what_came_from_guests_is_found_by_an_index(account: Account) -> None:
    assert "request_of_guests" in sorts_nothing(WorkRequest.objects.of_guests(account)[:1])
