"""The end of an account: asked for, undone, come, and what is left afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from apps.accounts import services
from apps.accounts.models import Account, Archive, ArchiveState, PermissionGroup, Session, User
from apps.accounts.services.closing import close_what_is_due
from apps.audit import checking
from apps.audit.models import Transaction
from apps.common import belonging
from apps.common.archiving.tables import of_account
from apps.connections.models import AccessToken
from tests.api.hawk_helpers import Signer
from tests.api.helpers import Program, new_item, token_for
from tests.archives import unpacked
from tests.conftest import sign_in
from tests.factories import TESTER, UserFactory, new_api_key
from tests.meters import new_attachment
from tests.threads import done_at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def owner(ana: User) -> User:
    return services.name_owner(user=ana, by=TESTER)


def ask(owner: User) -> Account:
    assert owner.account is not None
    return services.ask_closing(account=owner.account, owner=owner, by=TESTER)


def let_pass(account: Account, time: timedelta) -> None:
    """As if so much time had passed since everything."""
    account.refresh_from_db()
    values = {name: getattr(account, name) for name in ("closes_at", "closing_told_at")}
    Account.objects.filter(pk=account.pk).update(**{n: value and value - time for n, value in values.items()})


def actions() -> list[str]:
    return list(Transaction.objects.filter(module="account").order_by("number").values_list("action", flat=True))


def test_only_the_owner_sets_the_end_and_takes_it_back(owner: User, account: Account) -> None:
    nora = UserFactory.create(account=account, role="super_administrator")
    with pytest.raises(ValidationError, match="Only the owner"):
        ask(nora)
    closing = ask(owner)
    assert closing.is_closing
    assert closing.closes_at is not None
    assert 29 < (closing.closes_at - timezone.now()).total_seconds() / 86400 <= 30
    with pytest.raises(ValidationError, match="about to be closed already"):
        ask(owner)
    with pytest.raises(ValidationError, match="Only the owner"):
        services.undo_closing(account=account, owner=nora, by=TESTER)
    assert not services.undo_closing(account=account, owner=owner, by=TESTER).is_closing
    assert actions()[-2:] == ["closing_asked", "closing_undone"]


def test_until_then_everything_goes_on(owner: User, account: Account) -> None:
    token, browser = token_for(account), sign_in(owner)
    ask(owner)
    close_what_is_due()
    assert Program(token).get("/api/items").status_code == 200
    assert "will be closed on" in browser.get("/settings/").client.get("/my-sessions/").content.decode()


def test_on_its_day_every_door_is_closed_and_a_last_archive_is_asked_for(owner: User, account: Account) -> None:
    token, browser, pair = token_for(account), sign_in(owner), new_api_key(account)
    ask(owner)
    let_pass(account, timedelta(days=30))
    close_what_is_due()
    account.refresh_from_db()
    assert (account.is_active, account.closed_at is not None) == (False, True)
    assert Program(token).get("/api/items").status_code == 401
    assert Signer(pair.owner.key, pair.plain).call("GET", "/api/items").status_code == 401
    assert browser.get("/my-sessions/").status_code == 302
    assert not Session.objects.filter(user=owner).exists()
    assert not AccessToken.objects.exists()
    archive = Archive.objects.get()
    assert (archive.is_last, archive.state) == (True, ArchiveState.WAITING)
    assert actions()[-2:] == ["closed", "archive_asked"]
    close_what_is_due()
    assert Transaction.objects.filter(action="closed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_purge_does_it_all_and_the_last_archive_is_kept_for_90_days(account: Account, ana: User) -> None:
    owner = services.name_owner(user=ana, by=TESTER)
    new_item(account, "BOMBA-1")
    ask(owner)
    let_pass(account, timedelta(days=30))
    mail.outbox.clear()
    call_command("purge", verbosity=0)
    archive = Archive.objects.get()
    assert archive.state == ArchiveState.DONE
    assert archive.expires_at is not None
    assert (archive.expires_at - timezone.now()).days >= 89
    _manifest, tables, _files = unpacked(services.open_archive(archive=archive).read())
    assert {row["code"] for row in tables["maintenance.item"]} == {"BOMBA-1"}
    assert [message.subject for message in mail.outbox] == ["Aguas del Valle is closed"]


def test_an_archive_that_was_being_made_begins_anew_as_the_last_one(owner: User, account: Account) -> None:
    archive = services.ask_archive(account=account, by=TESTER)
    Archive.objects.update(state=ArchiveState.RUNNING, holder="somebody", lease_until=timezone.now())
    services.close_account(account=account, by=TESTER)
    found = Archive.objects.get()
    assert (found.pk, found.is_last, found.state, found.holder) == (archive.pk, True, ArchiveState.WAITING, "")


@pytest.mark.parametrize(
    ("passed", "expected"), [(22, 0), (23, 1), (28, 1), (29, 1)], ids=["22 days", "23 days", "28 days", "29 days"]
)
def test_when_the_end_is_near_all_super_administrators_are_told_once(
    owner: User, account: Account, django_capture_on_commit_callbacks: Any, passed: int, expected: int
) -> None:
    UserFactory.create(account=account, role="super_administrator", language="es")
    UserFactory.create(account=account, role="administrator")
    ask(owner)
    let_pass(account, timedelta(days=passed))
    with django_capture_on_commit_callbacks(execute=True):
        close_what_is_due()
        close_what_is_due()
    assert len(mail.outbox) == 2 * expected
    assert len({message.subject for message in mail.outbox}) == 2 * expected


def test_all_super_administrators_are_told_of_the_end_and_of_its_undoing(
    owner: User, account: Account, django_capture_on_commit_callbacks: Any
) -> None:
    UserFactory.create(account=account, role="super_administrator", email="z@aguas.example", language="es")
    with django_capture_on_commit_callbacks(execute=True):
        ask(owner)
        services.undo_closing(account=account, owner=owner, by=TESTER)
    assert sorted(message.to[0] for message in mail.outbox) == [owner.email] * 2 + ["z@aguas.example"] * 2
    assert "Ana Prado, the owner, can undo it" in mail.outbox[0].body
    assert "http://localhost/settings/account/" in mail.outbox[0].body


def test_an_account_that_was_closed_can_be_opened_again(owner: User, account: Account) -> None:
    services.close_account(account=account, by=TESTER)
    with pytest.raises(ValidationError, match="closed already"):
        services.close_account(account=account, by=TESTER)
    call_command("resumeaccount", number=account.number, verbosity=0)
    account.refresh_from_db()
    assert (account.is_active, account.closes_at, account.closed_at) == (True, None, None)
    assert sign_in(owner).get("/my-sessions/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_an_end_and_its_undoing_at_the_same_moment_leave_it_whole(account: Account, ana: User) -> None:
    owner = services.name_owner(user=ana, by=TESTER)
    ask(owner)
    let_pass(account, timedelta(days=30))
    deeds: list[Callable[[], object]] = [
        close_what_is_due,
        lambda: services.undo_closing(account=account, owner=owner, by=TESTER),
        close_what_is_due,
    ]
    _first, is_undone, _second = done_at_once(deeds)
    account.refresh_from_db()
    assert (account.is_active, account.closed_at is None) == (is_undone, is_undone)
    assert Transaction.objects.filter(action="closed").count() == (0 if is_undone else 1)


# --- what is left, until it is erased ---------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_erased_an_account_leaves_its_name_and_its_log_and_nobody_else_loses_anything(
    account: Account, other_account: Account, ana: User, bruno: User, carla: User
) -> None:
    for one in (account, other_account):
        new_item(one, "BOMBA-1")
        new_attachment(one, "EQ-1")
        new_api_key(one)
        token_for(one)
    before = rows_of(other_account)
    call_command("closeaccount", number=account.number, now=True, interactive=False, verbosity=0)
    call_command("closeaccount", number=account.number, erase=True, interactive=False, verbosity=0)
    left = rows_of(account)
    # The count of the transactions goes on as they do.
    assert left.pop("common.rowcount") == 1
    assert left == {"audit.transaction": Transaction.objects.of(account).count()}
    assert rows_of(other_account) == before
    account.refresh_from_db()
    assert account.name == "Aguas del Valle"
    assert checking.check(account.pk) is None
    with pytest.raises(CommandError, match="is erased"):
        call_command("resumeaccount", number=account.number, verbosity=0)


def rows_of(account: Account) -> dict[str, int]:
    models = [model for model in belonging.every_model() if belonging.belongs(model)]
    counts = {
        model._meta.label_lower: model._base_manager.filter(of_account(model, account.pk)).count() for model in models
    }
    return {name: count for name, count in counts.items() if count}


def test_only_what_is_closed_and_archived_is_erased(owner: User, account: Account) -> None:
    with pytest.raises(ValidationError, match="Only what is closed"):
        services.erase_account(account=account, by=TESTER)
    services.close_account(account=account, by=TESTER)
    with pytest.raises(ValidationError, match="not made yet"):
        services.erase_account(account=account, by=TESTER)
    assert PermissionGroup.objects.of(account).count() == 0
