"""General: the name of the account, and how everything in it is written."""

import pytest

from apps.accounts.models import Account, User
from apps.audit.models import Transaction
from tests.conftest import sign_in

GENERAL = "/settings/general/"
SENT = {
    "name": "Aguas del Valle S.A.",
    "language": "pt-br",
    "time_zone": "America/Sao_Paulo",
    "date_format": "day_first",
}


def test_the_general_settings_are_saved_and_on_the_record(ana: User, account: Account) -> None:
    page = sign_in(ana).post(GENERAL, SENT, follow=True)
    account.refresh_from_db()
    assert {name: getattr(account, name) for name in SENT} == SENT
    assert account.number == 477
    assert Transaction.objects.get(action="account_changed").changes["time_zone"] == ["UTC", "America/Sao_Paulo"]
    assert "Aguas del Valle S.A. - 477" in page.content.decode()


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("time_zone", "Nowhere/Town"), ("date_format", "x"), ("language", "xx")]
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
    same = {"name": account.name, "language": "en", "time_zone": "UTC", "date_format": "language"}
    assert sign_in(ana).post(GENERAL, same).status_code == 302
    assert not Transaction.objects.filter(action="account_changed").exists()


def test_the_number_cannot_be_changed(ana: User, account: Account) -> None:
    sign_in(ana).post(GENERAL, SENT | {"number": "999", "enabled_modules": "[]"})
    account.refresh_from_db()
    assert account.number == 477
    assert "items" in account.enabled_modules
