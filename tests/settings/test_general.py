"""General: the name of the account, and how everything in it is written."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.accounts.models import Account, Logo, User
from apps.accounts.services import update_account
from apps.audit.models import Transaction
from apps.common.images import MAX_BYTES
from tests.conftest import sign_in
from tests.factories import TESTER
from tests.guests import open_portal, path_of
from tests.pictures import jpeg, png

GENERAL = "/settings/general/"
SENT = {
    "name": "Aguas del Valle S.A.",
    "language": "pt-br",
    "time_zone": "America/Sao_Paulo",
    "date_format": "day_first",
    "time_format": "12",
    "first_day_of_week": "7",
}


def test_the_general_settings_are_saved_and_on_the_record(ana: User, account: Account) -> None:
    page = sign_in(ana).post(GENERAL, SENT, follow=True)
    account.refresh_from_db()
    assert {name: str(getattr(account, name)) for name in SENT} == SENT
    assert account.number == 477
    assert Transaction.objects.get(action="account_changed").changes["time_zone"] == ["UTC", "America/Sao_Paulo"]
    assert "Aguas del Valle S.A. - 477" in page.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("time_zone", "Nowhere/Town"),
        ("date_format", "x"),
        ("language", "xx"),
        ("time_format", "13"),
        ("first_day_of_week", "2"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(ana: User, account: Account, field: str, value: str) -> None:
    answer = sign_in(ana).post(GENERAL, SENT | {field: value})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    account.refresh_from_db()
    assert account.name == "Aguas del Valle"


def test_a_time_zone_of_long_ago_can_stay(ana: User, account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(time_zone="Brazil/East")
    assert sign_in(ana).post(GENERAL, SENT | {"time_zone": "Brazil/East"}).status_code == 302


def test_saving_what_was_there_records_nothing(ana: User, account: Account) -> None:
    same = {
        "name": account.name, "language": "en", "time_zone": "UTC", "date_format": "language", "time_format": "24",
        "first_day_of_week": "1",
    }  # fmt: skip
    assert sign_in(ana).post(GENERAL, same).status_code == 302
    assert not Transaction.objects.filter(action="account_changed").exists()


def test_the_number_cannot_be_changed(ana: User, account: Account) -> None:
    sign_in(ana).post(GENERAL, SENT | {"number": "999", "enabled_modules": "[]"})
    account.refresh_from_db()
    assert account.number == 477
    assert "items" in account.enabled_modules


# --- the logo ---------------------------------------------------------------------------------------------------------


def picture(content: bytes | None = None, name: str = "logo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, png(60, 20) if content is None else content, content_type="image/svg+xml")


def with_logo(account: Account, content: bytes | None = None) -> Account:
    return update_account(account=account, by=TESTER, logo=content or png(60, 20))


def test_a_logo_stands_beside_the_name_on_every_page_and_goes_again(ana: User, account: Account) -> None:
    client = sign_in(ana)
    page = client.post(GENERAL, SENT | {"logo": picture(), "logo_alt": "Gota azul"}, follow=True).content.decode()
    account.refresh_from_db()
    assert f'<img class="logo" src="/logo/{account.logo}" alt="Gota azul">' in page
    assert f"/logo/{account.logo}" in client.get("/settings/user-accounts/accounts/").content.decode()
    assert "/logo/" not in client.post(GENERAL, SENT | {"remove_logo": "on"}, follow=True).content.decode()
    assert not Logo.objects.exists()
    found = Transaction.objects.filter(action="account_changed").order_by("number")
    logos = [entry.changes["logo"] for entry in found if "logo" in entry.changes]
    assert logos == [[None, "image/png, 60 × 20"], ["image/png, 60 × 20", None]]


def test_the_logo_is_served_to_whoever_has_its_address_as_a_picture_and_nothing_else(account: Account) -> None:
    first = with_logo(account).logo
    answer = Client().get(f"/logo/{first}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "immutable" in answer["Cache-Control"]
    second = with_logo(account, jpeg(30, 30)).logo
    assert (second != first, Client().get(f"/logo/{first}").status_code) == (True, 404)
    assert Client().get(f"/logo/{second}")["Content-Type"] == "image/jpeg"


def test_the_same_picture_has_another_address_in_another_account(account: Account, other_account: Account) -> None:
    assert with_logo(account).logo != with_logo(other_account).logo


def test_guests_see_the_logo_on_their_form(account: Account) -> None:
    key = with_logo(account).logo
    page = Client().get(path_of(open_portal(account))).content.decode()
    assert f'src="/logo/{key}"' in page


def test_a_suspended_account_shows_no_logo(account: Account) -> None:
    key = with_logo(account).logo
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert Client().get(f"/logo/{key}").status_code == 404


@pytest.mark.parametrize("key", ["0" * 32, "x", "0" * 31, "../../etc/passwd", "A" * 32])
def test_no_other_address_leads_to_a_logo(account: Account, key: str) -> None:
    with_logo(account)
    assert Client().get(f"/logo/{key}").status_code == 404


@pytest.mark.parametrize(
    "content", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", png() + b"<script>", png(2001, 1), bytes(MAX_BYTES + 1)]
)
def test_what_is_no_picture_is_refused_at_its_field_and_leaves_nothing(
    ana: User, account: Account, content: bytes
) -> None:
    answer = sign_in(ana).post(GENERAL, SENT | {"logo": picture(content)})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"logo"})
    account.refresh_from_db()
    assert (account.name, account.logo, Logo.objects.count()) == ("Aguas del Valle", "", 0)


def test_a_body_that_was_cut_is_told_and_changes_nothing(ana: User, account: Account, settings: object) -> None:
    settings.FILE_MAX_BYTES = 0  # type: ignore[attr-defined]
    answer = sign_in(ana).post(GENERAL, SENT | {"logo": picture(bytes(1024**2 + 1))})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"logo"})
    account.refresh_from_db()
    assert account.name == "Aguas del Valle"
