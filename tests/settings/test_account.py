"""Account: plan facts, the owner, all data as one file, and the end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation
from pytest_django.fixtures import DjangoAssertNumQueries

from apps.accounts import services
from apps.accounts.middleware import ENTERED
from apps.accounts.models import Account, Archive, ArchiveState, User
from apps.accounts.models.archive import LEASE
from apps.audit.models import Transaction
from apps.common.files.store import store
from apps.connections.models import CallMeter
from apps.connections.months import month_of_calls
from apps.settings.templatetags.moments import written
from tests.archives import new_archive
from tests.conftest import sign_in
from tests.factories import TESTER, UserFactory, new_consumer
from tests.settings.conftest import HTMX, age_sign_in

PAGE = "/settings/account/"
TRANSFER, WITHDRAW = f"{PAGE}transfer/", f"{PAGE}transfer/withdraw/"
ASK, PROGRESS = f"{PAGE}archives/ask/", f"{PAGE}archives/progress/"
CLOSE, UNDO = f"{PAGE}close/", f"{PAGE}close/undo/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(ana: User) -> User:
    return services.name_owner(user=ana, by=TESTER)


@pytest.fixture
def nora(account: Account) -> User:
    """A second Super Administrator, who is not the owner."""
    return UserFactory.create(account=account, name="Nora Gil", email="nora@aguas.example", role="super_administrator")


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_it_says_what_the_account_uses_of_what_it_may(owner: User, account: Account) -> None:
    services.update_plan(account=account, users_limit=10, consumers_limit=1, calls_per_month=None, by=TESTER)
    new_consumer(Account.objects.get(), name="Puente")
    shown = text(sign_in(owner).get(PAGE))
    assert "1 of 10 (10 %)" in shown
    assert "1 of 1 (100 %)" in shown
    assert "The limit is reached" in shown
    assert "0, without a limit" in shown
    assert "0 bytes, without a limit" in shown


def test_from_80_percent_on_it_warns(owner: User, account: Account) -> None:
    UserFactory.create_batch(3, account=account)
    client = sign_in(owner)
    services.update_plan(account=account, users_limit=6, by=TESTER)
    assert "The limit is near" not in text(client.get(PAGE))
    services.update_plan(account=account, users_limit=5, by=TESTER)
    assert "The limit is near" in text(client.get(PAGE))


def test_a_month_that_is_used_up_says_until_when_calls_are_refused(owner: User, account: Account) -> None:
    services.update_plan(account=account, calls_per_month=1, by=TESTER)
    start, end = month_of_calls(account, timezone.now())
    CallMeter.objects.create(account=account, caller="", hour=start, minute=0, allowed=1)
    shown = text(sign_in(owner).get(PAGE))
    with translation.override("en"):
        assert f"Used up: calls are refused until {written(end)}" in shown
    assert "The limit is reached" not in shown


def test_whose_it_is_and_since_when_it_says_to_every_super_administrator(owner: User, nora: User) -> None:
    shown = text(sign_in(nora).get(PAGE))
    assert owner.email in shown
    assert "Only Ana Prado, the owner, can hand over or close the account." in shown
    assert TRANSFER not in shown
    assert CLOSE not in shown


def test_the_page_costs_the_same_however_much_there_is(
    owner: User, account: Account, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = sign_in(owner)
    client.get(PAGE)
    for number in (1, 30):
        UserFactory.create_batch(number, account=account)
        for one in range(number):
            Archive.objects.create(account=account, state=ArchiveState.FAILED, failure="error", asked_by=str(one))
        # Session, user, account; then users, files, consumers, calls, owner, offer, archives.
        with django_assert_num_queries(9):
            assert client.get(PAGE).status_code == 200


# --- handing over -----------------------------------------------------------------------------------------------------


def offer(client: Client, email: str, **headers: str) -> Any:
    return client.post(TRANSFER, {"user": email}, headers=headers or None)


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "panel"])
def test_the_owner_offers_it_and_the_other_one_accepts(owner: User, nora: User, headers: dict[str, str]) -> None:
    mine, hers = sign_in(owner), sign_in(nora)
    assert "E-mail of the new owner" in text(mine.get(TRANSFER, headers=headers))
    assert offer(mine, "Nora@aguas.example", **headers).status_code == (204 if headers else 302)
    assert "The account is offered to Nora Gil (nora@aguas.example)" in text(mine.get(PAGE))
    assert "You are offered this account" in text(hers.get("/my-sessions/"))
    assert "Ana Prado offers you Aguas del Valle" in text(hers.get("/ownership/"))
    assert "You are the owner of the account now." in text(hers.post("/ownership/accept/", follow=True))
    nora.refresh_from_db()
    assert nora.is_owner
    assert "You are offered this account" not in text(hers.get("/my-sessions/"))
    assert CLOSE not in text(mine.get(PAGE))
    assert CLOSE in text(hers.get(PAGE))


def test_somebody_who_is_no_administrator_sees_the_offer_and_declines(owner: User, bruno: User) -> None:
    offer(sign_in(owner), bruno.email)
    his = sign_in(bruno)
    assert "You are offered this account" in text(his.get("/my-sessions/"))
    assert "You declined." in text(his.post("/ownership/decline/", follow=True))
    assert "No account is offered to you." in text(his.get("/ownership/"))
    assert "This offer no longer stands." in text(his.post("/ownership/accept/", follow=True))


def test_both_sides_prove_that_it_is_them(owner: User, nora: User) -> None:
    mine, hers = sign_in(owner), sign_in(nora)
    age_sign_in(mine)
    assert offer(mine, nora.email).headers["Location"].startswith("/confirm/")
    services.offer_ownership(owner=owner, to=nora, by=TESTER)
    age_sign_in(hers)
    assert hers.post("/ownership/accept/").headers["Location"].startswith("/confirm/")
    owner.refresh_from_db()
    assert owner.is_owner


@pytest.mark.parametrize("email", ["nobody@aguas.example", "carla@molinos.example", "ana@aguas.example"])
def test_who_cannot_take_it_is_refused_in_the_same_words(owner: User, carla: User, email: str) -> None:
    answer = offer(sign_in(owner), email)
    assert answer.status_code == 422
    assert "Choose another active user of the account" in text(answer)


def test_the_offer_can_be_taken_back(owner: User, nora: User) -> None:
    services.offer_ownership(owner=owner, to=nora, by=TESTER)
    assert "You keep the account." in text(sign_in(owner).post(WITHDRAW, follow=True))
    nora.refresh_from_db()
    assert nora.ownership_offer_ends is None


@pytest.mark.parametrize("path", [TRANSFER, WITHDRAW, CLOSE, UNDO])
@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_is_not_the_owner_is_told_so(owner: User, nora: User, path: str, method: str) -> None:
    answer = getattr(sign_in(nora), method)(path, {"user": "bruno@aguas.example"}, follow=True)
    assert "Only the owner of the account can do this." in text(answer)
    assert Transaction.objects.filter(module="account").exclude(action="owner_named").count() == 0


def test_an_operator_inside_is_not_the_owner(owner: User, operator: User, account: Account) -> None:
    client = sign_in(operator)
    session = client.session
    session[ENTERED] = account.pk
    session.save()
    assert "Plan and usage" in text(client.get(PAGE))
    assert "Only the owner" in text(client.post(CLOSE, {"word": account.name}, follow=True))
    account.refresh_from_db()
    assert account.closes_at is None


# --- all data ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_an_archive_is_asked_for_and_taken(account: Account, ana: User) -> None:
    client = sign_in(ana)
    answer = client.post(ASK, follow=True)
    archive = Archive.objects.get()
    assert "The archive is being made." in text(answer)
    assert (archive.asker, archive.state) == (ana, ArchiveState.DONE)
    assert f"{PAGE}archives/{archive.pk}/download/" in text(answer)
    taken = client.get(f"{PAGE}archives/{archive.pk}/download/")
    assert taken.getvalue()[:2] == b"PK"
    assert taken.headers["Content-Type"] == "application/zip"
    assert taken.headers["X-Content-Type-Options"] == "nosniff"
    assert taken.headers["Content-Disposition"].startswith('attachment; filename="conexiones-477-')
    last = Transaction.objects.latest("number")
    assert (last.action, last.actor_email) == ("archive_downloaded", ana.email)


def test_it_is_taken_only_with_a_fresh_password(account: Account, ana: User) -> None:
    archive = new_archive(account)
    client = sign_in(ana)
    age_sign_in(client)
    answer = client.get(f"{PAGE}archives/{archive.pk}/download/")
    assert answer.headers["Location"].startswith("/confirm/")


@pytest.mark.parametrize("values", [{"expires_at": timezone.now() - timedelta(days=1)}, {"state": "failed"}])
def test_what_is_not_ready_cannot_be_taken(account: Account, ana: User, values: dict[str, Any]) -> None:
    archive = new_archive(account)
    Archive.objects.filter(pk=archive.pk).update(**values)
    answer = sign_in(ana).get(f"{PAGE}archives/{archive.pk}/download/", follow=True)
    assert "no longer there" in text(answer)
    assert not Transaction.objects.filter(action="archive_downloaded").exists()


def test_another_accounts_is_not_there(ana: User, other_account: Account) -> None:
    assert sign_in(ana).get(f"{PAGE}archives/{new_archive(other_account).pk}/download/").status_code == 404


def test_a_file_that_is_gone_is_told_and_breaks_nothing(account: Account, ana: User) -> None:
    archive = new_archive(account)
    store().delete(archive.file.stored_as)
    answer = sign_in(ana).get(f"{PAGE}archives/{archive.pk}/download/", follow=True)
    assert "no longer there" in text(answer)


def test_its_progress_is_shown_until_it_is_done(account: Account, ana: User) -> None:
    now = timezone.now()
    archive = Archive.objects.create(
        account=account, state=ArchiveState.RUNNING, holder="x", lease_until=now + LEASE, tables=40, tables_done=12,
        rows=34567,
    )  # fmt: skip
    client = sign_in(ana)
    assert f'hx-get="{PROGRESS}"' in text(client.get(PAGE))
    answer = client.get(PROGRESS, headers=HTMX)
    assert (answer.status_code, "12 of 40 tables, 34,567 rows" in text(answer)) == (200, True)
    assert "<html" not in text(answer)
    assert "archives-said" not in text(answer)
    assert client.get(PROGRESS).headers["Location"] == PAGE
    Archive.objects.filter(pk=archive.pk).update(state=ArchiveState.FAILED, failure="no_room")
    answer = client.get(PROGRESS, headers=HTMX)
    # By 286 htmx stops to ask.
    assert (answer.status_code, "There was not enough room on the server." in text(answer)) == (286, True)
    assert '<p id="archives-said" hx-swap-oob="innerHTML">Archives: Failed</p>' in text(answer)
    assert f'hx-get="{PROGRESS}"' not in text(client.get(PAGE))


@pytest.mark.django_db(transaction=True)
def test_who_looks_at_one_that_nobody_makes_any_more_has_it_begun_anew(account: Account, ana: User) -> None:
    Archive.objects.create(
        account=account, state=ArchiveState.RUNNING, holder="dead", attempts=1,
        lease_until=timezone.now() - timedelta(seconds=1),
    )  # fmt: skip
    sign_in(ana).get(PROGRESS, headers=HTMX)
    assert Archive.objects.get().state == ArchiveState.DONE


def test_two_at_a_time_are_refused_in_words(account: Account, ana: User) -> None:
    client = sign_in(ana)
    client.post(ASK)
    assert "An archive is being made already." in text(client.post(ASK, follow=True))


# --- the end ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "panel"])
def test_the_owner_closes_it_by_its_name_and_keeps_it_after_all(
    owner: User, nora: User, account: Account, headers: dict[str, str]
) -> None:
    client = sign_in(owner)
    assert "Type “Aguas del Valle” to confirm" in text(client.get(CLOSE, headers=headers))
    assert client.post(CLOSE, {"word": "Aguas"}, headers=headers).status_code == 422
    account.refresh_from_db()
    assert account.closes_at is None
    assert client.post(CLOSE, {"word": account.name}, headers=headers).status_code == (204 if headers else 302)
    assert "This account will be closed on" in text(sign_in(nora).get("/my-sessions/"))
    assert "about to be closed already" in text(client.post(CLOSE, {"word": account.name}, headers=headers))
    assert "The account is not closed." in text(client.post(UNDO, follow=True))
    assert "This account will be closed on" not in text(client.get(PAGE))


def test_closing_and_keeping_need_a_fresh_password(owner: User, account: Account) -> None:
    client = sign_in(owner)
    services.ask_closing(account=account, owner=owner, by=TESTER)
    age_sign_in(client)
    for path in (CLOSE, UNDO, ASK):
        assert client.post(path, {"word": account.name}).headers["Location"].startswith("/confirm/")
    account.refresh_from_db()
    assert account.is_closing


# --- the operator's side ----------------------------------------------------------------------------------------------


def test_the_operator_sets_the_limits_of_the_plan(operator: User, account: Account) -> None:
    client = sign_in(operator)
    path = f"/settings/accounts/{account.pk}/"
    assert 'name="users_limit"' in text(client.get(path))
    limits = {"users_limit": "25", "consumers_limit": "", "calls_per_month": "100000", "storage_megabytes": "500"}
    assert client.post(f"{path}plan/", limits).status_code == 302
    account.refresh_from_db()
    assert (account.users_limit, account.consumers_limit, account.calls_per_month) == (25, None, 100000)
    assert account.storage_megabytes == 500
    answer = client.post(f"{path}plan/", limits | {"users_limit": "0"})
    assert answer.status_code == 422


def test_nobody_inside_the_account_sets_them(owner: User, account: Account) -> None:
    assert sign_in(owner).post(f"/settings/accounts/{account.pk}/plan/", {"users_limit": "9"}).status_code == 403
