"""Guest Portal in the settings: the form, the link with its QR code, and who may change them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import Account, Role, User
from apps.audit.models import Transaction
from apps.company.models import GuestPortal
from apps.maintenance.models import WorkRequest
from tests.conftest import sign_in
from tests.factories import GroupFactory, UserFactory
from tests.guests import open_portal, path_of
from tests.settings.conftest import HTMX, age_sign_in

PAGE = "/settings/guest-portal/"
SENT = {
    **dict.fromkeys(("email_requested_by", "telephone_requested_by", "files"), "required"),
    **dict.fromkeys(("reported_location", "types_description", "is_urgent", "date_incident"), "hidden"),
    "most_files": "2", "welcome_es": "Hola", "thanks_pt_br": "Obrigado",
}  # fmt: skip


def saved(account: Account) -> GuestPortal:
    return GuestPortal.objects.of(account).get()


def test_what_the_form_asks_is_saved(ana: User, account: Account) -> None:
    page = sign_in(ana).post(PAGE, SENT, follow=True)
    portal = saved(account)
    assert {name: str(getattr(portal, name)) for name in SENT} == SENT
    assert not portal.is_open
    assert "is saved" in page.content.decode()


@pytest.mark.parametrize("wrong", [{"is_urgent": "required"}, {"most_files": "9", "welcome_en": "\u202e"}], ids=str)
def test_what_cannot_be_is_refused_at_its_field(ana: User, account: Account, wrong: dict[str, str]) -> None:
    answer = sign_in(ana).post(PAGE, SENT | wrong)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == set(wrong)
    assert not GuestPortal.objects.exists()


def test_opened_and_closed_again_the_link_is_the_same(ana: User, account: Account) -> None:
    client = sign_in(ana)
    assert "is open" in client.post(f"{PAGE}open/", follow=True).content.decode()
    link = path_of(saved(account))
    assert Client().get(link).status_code == 200
    assert "Close the guest portal?" in client.get(f"{PAGE}close/").content.decode()
    client.post(f"{PAGE}close/", headers=HTMX)
    assert Client().get(link).status_code == 404
    client.post(f"{PAGE}open/")
    assert (path_of(saved(account)), Client().get(link).status_code) == (link, 200)


def test_the_link_can_be_copied_and_scanned_and_is_the_public_one(ana: User, account: Account) -> None:
    link = f"http://localhost{path_of(open_portal(account))}"
    page = sign_in(ana).get(PAGE, headers={"host": "forged.example"}).content.decode()
    assert re.search(rf"<textarea[^>]*id=\"guest-link\"[^>]*>{re.escape(link)}</textarea>", page)
    assert '<svg class="qr"' in page


def test_a_reset_asks_first_and_ends_the_old_link_at_once(ana: User, account: Account) -> None:
    client, old = sign_in(ana), path_of(open_portal(account))
    assert "stop working at once" in client.get(f"{PAGE}reset-link/").content.decode()
    assert Client().get(old).status_code == 200
    client.post(f"{PAGE}reset-link/")
    assert Client().get(old).status_code == 404
    assert Client().get(path_of(saved(account))).status_code == 200
    entry = Transaction.objects.get(action="link_reset")
    assert (entry.actor_email, entry.kind) == (ana.email, "rotate")


@pytest.mark.parametrize("deed", ["open", "close", "reset-link"])
def test_R140_what_opens_or_ends_it_needs_the_password_of_the_last_ten_minutes(
    ana: User, account: Account, deed: str
) -> None:
    open_portal(account)
    client, before = sign_in(ana), list(GuestPortal.objects.values())
    age_sign_in(client)
    assert client.post(f"{PAGE}{deed}/").headers["Location"].startswith("/confirm/?next=")
    assert list(GuestPortal.objects.values()) == before


@pytest.mark.parametrize("action", ["view", "edit"])
def test_a_group_sees_or_changes_what_it_is_given(account: Account, action: str) -> None:
    open_portal(account)
    permissions = sorted({"guest_portal:view", f"guest_portal:{action}"})
    group = GroupFactory.create(account=account, permissions=permissions)
    client = sign_in(UserFactory.create(account=account, role=Role.CUSTOM, permission_group=group, language="en"))
    page, may_edit = client.get(PAGE).content.decode(), action == "edit"
    assert ("Reset the link" in page, "Close the portal" in page) == (may_edit, may_edit)
    assert "Preview" in page
    expected = 302 if may_edit else 403
    paths = (PAGE, f"{PAGE}close/", f"{PAGE}reset-link/", f"{PAGE}open/")
    assert {path: client.post(path, SENT).status_code for path in paths} == dict.fromkeys(paths, expected)


def test_the_preview_shows_the_form_as_it_is_and_sends_nothing(ana: User, account: Account) -> None:
    client = sign_in(ana)
    client.post(PAGE, SENT)
    page = client.get(f"{PAGE}preview/").content.decode()
    assert 'name="telephone_requested_by"' in page
    assert 'name="is_urgent"' not in page
    assert re.search(r"<button[^>]*type=\"submit\" disabled", page)


def guest_request(account: Account, **fields: Any) -> WorkRequest:
    given = {"requested_by": "Marta", "description": "Gotea", "date_incident": timezone.now(), "status": 13}
    return WorkRequest.objects.create(account=account, guest_form=uuid4(), **given | fields)


def test_the_page_counts_the_last_thirty_days_and_names_the_last_one(
    ana: User, account: Account, django_assert_num_queries: Any
) -> None:
    open_portal(account)
    guest_request(account, date=timezone.now() - timedelta(days=31))
    guest_request(account)
    last = guest_request(account)
    client = sign_in(ana)
    client.get(PAGE)
    with django_assert_num_queries(5):
        page = client.get(PAGE).content.decode()
    assert "<dd>2</dd>" in page
    assert f"Number {last.pk}" in page


def test_where_work_requests_are_off_the_page_says_that_nobody_gets_in(ana: User, account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(enabled_modules=["items"])
    assert "The module Work requests is off" in sign_in(ana).get(PAGE).content.decode()
