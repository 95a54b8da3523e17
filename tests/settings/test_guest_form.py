"""The public form: no user, no script, one request for each form, and nothing for whoever has no link."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from apps.accounts.models import Account, User
from apps.audit.models import Transaction
from apps.common.failures import FailureBucket
from apps.common.tokens import Prefix, new_token
from apps.company.models import GuestPortal
from apps.company.services.guest_portal import reset_guest_link, update_guest_portal
from apps.maintenance.models import WorkRequest
from apps.settings.guest import limits
from tests.conftest import sign_in
from tests.factories import TESTER
from tests.files import PDF
from tests.guests import TYPED, open_portal, path_of, send, typed
from tests.meters import PNG

EVERYTHING = dict.fromkeys(
    ("email_requested_by", "telephone_requested_by", "reported_location", "types_description", "date_incident",
     "files"), "required",
)  # fmt: skip


@pytest.fixture
def portal(account: Account) -> GuestPortal:
    return open_portal(account)


def photo(name: str = "foto.png", content: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def errors_of(answer: Any) -> set[str]:
    return set(answer.context["form"].errors)


# --- a request --------------------------------------------------------------------------------------------------------


def test_what_is_typed_becomes_a_request_and_the_guest_gets_its_number(portal: GuestPortal) -> None:
    fields: dict[str, Any] = {
        "email_requested_by": "marta@casa.example", "is_urgent": "on", "observation": "Desde ayer",
        "reported_location": "Baño 2", "telephone_requested_by": "+57 (1) 555-12",
    }  # fmt: skip
    answer = send(portal, files=[photo(), photo("b.png")], **fields)
    request = WorkRequest.objects.get()
    assert (request.status, request.requested_by, request.is_urgent) == (13, "Marta Ruiz", True)
    assert {name: getattr(request, name) for name in fields} == fields | {"is_urgent": True}
    assert [file.name for file in request.attachments.all()] == ["foto.png", "b.png"]
    assert answer.status_code == 302
    page = Client().get(answer.headers["Location"])
    assert f'<p class="guest-number">{request.pk}</p>' in page.content.decode()
    assert page.context["files"] == 2


def test_a_form_that_is_sent_twice_makes_one_request_and_shows_one_number(portal: GuestPortal) -> None:
    data = typed(portal, email_requested_by="marta@casa.example")
    places = {Client().post(path_of(portal), data).headers["Location"] for _ in range(2)}
    assert len(places) == 1
    assert WorkRequest.objects.count() == 1


def test_it_takes_no_session_and_no_cookie_but_the_forms_own(portal: GuestPortal) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get(path_of(portal)).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)"', page))
    assert set(client.cookies) == {"csrf"}
    assert client.post(path_of(portal), TYPED | hidden).status_code == 302
    assert Client(enforce_csrf_checks=True).post(path_of(portal), TYPED | hidden).status_code == 403


def test_whoever_is_signed_in_is_a_guest_like_everybody_else(portal: GuestPortal, carla: User) -> None:
    assert send(portal, sign_in(carla)).status_code == 302
    entry = Transaction.objects.get(action="request_created")
    assert (entry.account, entry.actor_kind, entry.actor_email) == (portal.account, "guest", "")


def test_the_address_may_name_the_place(portal: GuestPortal) -> None:
    page = Client().get(path_of(portal), {"location": 'EQ-1"><b>'}).content.decode()
    assert 'value="EQ-1&quot;&gt;&lt;b&gt;"' in page


# --- the fields -------------------------------------------------------------------------------------------------------


def test_only_the_fields_that_the_account_shows_are_there(account: Account) -> None:
    portal = open_portal(account, **dict.fromkeys(EVERYTHING, "hidden"), is_urgent="hidden")
    form = Client().get(path_of(portal)).context["form"]
    assert [field.name for field in form.asked] == ["requested_by", "description", "observation"]
    send(portal, email_requested_by="x@y.example", is_urgent="on", files=photo())
    request = WorkRequest.objects.get()
    assert (request.email_requested_by, request.is_urgent, request.attachments.count()) == ("", False, 0)


def test_what_the_account_requires_is_required_and_named(account: Account) -> None:
    portal = open_portal(account, **EVERYTHING)
    client = Client(headers={"accept-language": "en"})
    answer = client.post(path_of(portal), {"ticket": typed(portal)["ticket"]})
    assert answer.status_code == 422
    assert errors_of(answer) == {"requested_by", "description", *EVERYTHING}
    page = answer.content.decode()
    assert "Your telephone cannot be blank" in page
    assert "What is it about? – This field is required." in page


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("requested_by", "Marta\u202eziuR"),
        ("requested_by", "x" * 121),
        ("description", "a\nb"),
        ("description", "x" * 256),
        ("observation", "zero\u200bwidth"),
        ("observation", "x" * 2001),
        ("email_requested_by", "nobody"),
        ("email_requested_by", "a@b.example\nBcc: c@d.example"),
        ("telephone_requested_by", "call me"),
        ("reported_location", "\u0007"),
        ("date_incident", "0001-01-01T00:00"),
        ("date_incident", "9999-12-31T23:59"),
        ("date_incident", "tomorrow"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_what_was_typed_stays(
    account: Account, name: str, value: str
) -> None:
    portal = open_portal(account, date_incident="optional")
    wrong: dict[str, Any] = {name: value}
    answer = send(portal, **wrong)
    assert (answer.status_code, errors_of(answer)) == (422, {name})
    assert f'value="{TYPED["description"]}"' in answer.content.decode() or name == "description"
    assert not WorkRequest.objects.exists()


def test_a_date_is_meant_as_the_companys_clock_shows_it(account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(time_zone="America/Bogota")
    yesterday = timezone.now() - timedelta(days=1)
    send(open_portal(account, date_incident="required"), date_incident=f"{yesterday:%Y-%m-%d}T10:30")
    assert WorkRequest.objects.get().date_incident.strftime("%H:%M %Z") == "15:30 UTC"


# --- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "files",
    [
        [photo("virus.png", b"MZ\x90")],
        [photo(), photo("page.html", b"<script>alert(1)</script>")],
        [photo(f"{number}.png") for number in range(4)],
        [photo("big.png", PNG + bytes(5 * 1024 * 1024))],
        [photo("empty.png", b"")],
    ],
    ids=["program", "page", "too many", "too large", "empty"],
)
def test_a_file_that_cannot_be_kept_is_refused_at_its_field_and_nothing_is_kept(
    portal: GuestPortal, files: list[SimpleUploadedFile]
) -> None:
    answer = send(portal, files=files)
    assert (answer.status_code, errors_of(answer)) == (422, {"files"})
    assert "Elija de nuevo sus archivos" in answer.context["form"].fields["files"].help_text
    assert not WorkRequest.objects.exists()


def test_several_files_may_together_be_larger_than_the_largest_file(portal: GuestPortal, settings: Settings) -> None:
    settings.FILE_MAX_BYTES = 1024**2
    large = PDF.replace(b"trailer", b"%" + b"x" * 900_000 + b"\ntrailer")
    send(portal, files=[photo("1.pdf", large), photo("2.pdf", large), photo("3.pdf", large)])
    assert WorkRequest.objects.get().attachments.count() == 3


def test_too_much_is_refused_before_it_is_read(portal: GuestPortal) -> None:
    huge: dict[str, Any] = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": str(2 * 1024**3)}
    answer = Client(enforce_csrf_checks=True).generic("POST", path_of(portal), b"--x", **huge)
    assert (answer.status_code, errors_of(answer)) == (413, {"__all__"})


# --- the link ---------------------------------------------------------------------------------------------------------


def no_form(path: str, method: str = "get", **options: Any) -> str:
    answer = getattr(Client(), method)(path, **options)
    assert answer.status_code == 404, path
    return re.sub(r'"X-CSRFToken": "\w+"', "", answer.content.decode())


def test_R102_whatever_is_wrong_with_a_link_there_is_one_and_the_same_page(
    account: Account, other_account: Account
) -> None:
    old = path_of(open_portal(account))
    reset_guest_link(account=account, by=TESTER)
    closed = path_of(update_guest_portal(account=other_account, by=TESTER, is_open=False, welcome_en="x"))
    never = f"/guest/{new_token(Prefix.GUEST_LINK)}/"
    pages = {no_form(path, method) for path in (old, closed, never, "/guest/x/") for method in ("get", "post")}
    assert len(pages) == 1
    assert "Aguas" not in pages.pop()


@pytest.mark.parametrize("language", [("pt-BR,pt;q=0.9", "pt-br"), ("es", "es"), ("en-GB", "en")])
def test_every_page_is_in_the_visitors_language(portal: GuestPortal, language: tuple[str, str]) -> None:
    asked, given = language
    client = Client(headers={"accept-language": asked})
    for path in (path_of(portal), "/guest/x/", client.post(path_of(portal), typed(portal)).headers["Location"]):
        assert f'<html lang="{given}"' in client.get(path).content.decode()


def test_a_language_can_be_chosen_without_a_cookie_and_stays_chosen(portal: GuestPortal) -> None:
    client = Client(headers={"accept-language": "en"})
    assert 'lang="pt-br"' in client.get(path_of(portal), {"language": "pt-br"}).content.decode()
    answer = client.post(f"{path_of(portal)}?language=pt-br", typed(portal))
    assert '<html lang="pt-br"' in client.get(answer.headers["Location"]).content.decode()
    assert '<html lang="en"' in client.get(path_of(portal), {"language": "xx"}).content.decode()
    assert set(client.cookies) == {"csrf"}


def test_the_pages_are_for_no_search_engine_and_name_their_address_to_nobody(portal: GuestPortal) -> None:
    sent = send(portal).headers["Location"]
    for path in (path_of(portal), sent, "/guest/x/"):
        headers = Client().get(path).headers
        assert (headers["Referrer-Policy"], headers["X-Robots-Tag"]) == ("same-origin", "noindex, nofollow")
        assert headers["Cache-Control"] == "no-store"


def test_other_methods_do_nothing_and_no_log_ever_holds_a_link(portal: GuestPortal) -> None:
    """What the tests listen to in the log is as it was before redaction."""
    assert {Client().generic(method, path_of(portal)).status_code for method in ("PUT", "DELETE", "PATCH")} == {405}


def test_a_guest_learns_nothing_of_the_account_but_its_name(portal: GuestPortal, ana: User) -> None:
    page = Client().get(path_of(portal)).content.decode()
    assert "Aguas del Valle" in page
    assert "477" not in re.sub(r'value="[^"]+"', "", page)
    assert "/settings/" not in page


# --- the number -------------------------------------------------------------------------------------------------------


def test_the_number_is_for_whoever_sent_the_request(portal: GuestPortal, other_account: Account) -> None:
    sent = send(portal).headers["Location"].partition("?")[0]
    signed = sent.split("/")[-2]
    forged = signing.Signer(salt="guest|sent").sign_object(WorkRequest.objects.get().pk)
    for path in (sent.replace(signed, "1"), sent.replace(signed, forged), sent.replace(signed, signed[:-2])):
        no_form(path)
    elsewhere = path_of(open_portal(other_account))
    no_form(f"{elsewhere}sent/{signed}/")
    assert Client().get(sent).status_code == 200
    reset_guest_link(account=portal.account, by=TESTER)
    no_form(sent)


def test_a_mail_tells_the_number_and_nothing_that_was_typed(portal: GuestPortal, mailoutbox: list[Any]) -> None:
    client = Client(headers={"accept-language": "pt-BR"})
    data = typed(
        portal, email_requested_by="vitima@casa.example", requested_by="Compre já", description="www.spam.example"
    )
    client.post(path_of(portal), data)
    client.post(path_of(portal), data)
    (mail,) = mailoutbox
    number = str(WorkRequest.objects.get().pk)
    assert mail.recipients() == ["vitima@casa.example"]
    for text in (mail.subject, mail.body):
        assert number in text
        assert "Aguas del Valle" in text
        assert not re.search(r"Compre|spam", text)


def test_nobody_is_buried_in_mail_by_whoever_types_their_address(portal: GuestPortal, mailoutbox: list[Any]) -> None:
    for _ in range(limits.MAILS + 2):
        send(portal, email_requested_by="Vitima@casa.example")
    assert len(mailoutbox) == limits.MAILS
    assert WorkRequest.objects.count() == limits.MAILS + 2


# --- programs ---------------------------------------------------------------------------------------------------------


def test_a_field_that_nobody_sees_stays_empty(portal: GuestPortal) -> None:
    answer = send(portal, website="https://spam.example")
    assert (answer.status_code, WorkRequest.objects.count()) == (422, 0)
    assert "spam.example" not in answer.content.decode()
    assert errors_of(answer) == {"__all__"}


def test_whoever_sends_it_at_once_has_not_read_it_but_may_send_it_again(
    portal: GuestPortal, settings: Settings
) -> None:
    settings.GUEST_FORM_SECONDS = 3600
    now = timezone.now()
    data = typed(portal, made_at=now)
    answer = Client().post(path_of(portal), data)
    assert (answer.status_code, WorkRequest.objects.count()) == (422, 0)
    assert data["ticket"] in answer.content.decode()
    assert send(portal, made_at=now - timedelta(hours=2)).status_code == 302


@pytest.mark.parametrize("made_at", [None, timezone.now() - timedelta(days=2)], ids=["forged", "too old"])
def test_without_a_fresh_form_nothing_is_lost_but_it_has_to_be_sent_again(
    portal: GuestPortal, made_at: datetime | None
) -> None:
    data = typed(portal, made_at=made_at) | ({} if made_at else {"ticket": "forged:x"})
    answer = Client().post(path_of(portal), data)
    assert (answer.status_code, WorkRequest.objects.count()) == (422, 0)
    fresh = answer.context["form"]["ticket"].value()
    assert Client().post(path_of(portal), data | {"ticket": fresh}).status_code == 302


def test_a_form_of_another_portal_is_none_of_this_one(portal: GuestPortal, other_account: Account) -> None:
    theirs = typed(open_portal(other_account))
    assert Client().post(path_of(portal), theirs).status_code == 422


def test_whoever_sends_again_and_again_has_to_wait_and_loses_nothing(
    portal: GuestPortal, other_account: Account
) -> None:
    send(portal)
    FailureBucket.objects.update(failures=limits.FREE_FROM_ONE_PLACE + 6, last_at=timezone.now())
    answer = send(portal)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 64
    assert TYPED["description"] in answer.content.decode()
    assert WorkRequest.objects.count() == 1
    assert send(portal, Client(REMOTE_ADDR="203.0.113.77")).status_code == 302


def test_a_crowd_of_strangers_holds_a_portal_up_a_minute_at_most(portal: GuestPortal) -> None:
    send(portal)
    FailureBucket.objects.update(failures=limits.FREE_OF_PORTAL + 500, last_at=timezone.now())
    answer = send(portal, Client(REMOTE_ADDR="203.0.113.77"))
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) <= 60


# --- what it costs ----------------------------------------------------------------------------------------------------


def test_the_form_takes_one_query_whether_the_link_works_or_not(
    portal: GuestPortal, django_assert_num_queries: Any
) -> None:
    works, never = path_of(portal), f"/guest/{new_token(Prefix.GUEST_LINK)}/"
    for path in (works, never):
        with django_assert_num_queries(1):
            Client().get(path)
