"""Handing an account over: offered, accepted, declined, taken back; and what the owner is kept from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.accounts import services
from apps.accounts.models import Account, Role, User
from apps.accounts.permissions import Caller, caller_of_user
from apps.audit.models import Transaction
from tests.factories import PASSWORD, TESTER, UserFactory
from tests.threads import at_once, done_at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def owner(ana: User) -> User:
    return services.name_owner(user=ana, by=TESTER)


@pytest.fixture
def nora(account: Account) -> User:
    """A second Super Administrator."""
    return UserFactory.create(
        account=account, name="Nora Gil", email="nora@aguas.example", role=Role.SUPER_ADMINISTRATOR, language="es"
    )


def actions() -> list[str]:
    return list(Transaction.objects.filter(module="account").order_by("number").values_list("action", flat=True))


def owner_of(account: Account) -> User | None:
    return User.objects.of(account).owner()


def as_caller(user: User) -> Caller:
    return caller_of_user(user, address=None)


def test_whoever_an_account_is_made_for_is_its_owner() -> None:
    account = services.create_account(
        owner_email="elena@paramo.example", owner_name="Elena", owner_password=PASSWORD, by=TESTER, name="Páramo"
    )
    assert owner_of(account) == User.objects.get(email="elena@paramo.example")


def test_who_accepts_is_the_owner_and_the_former_one_stays_a_super_administrator(
    owner: User, bruno: User, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        services.offer_ownership(owner=owner, to=bruno, by=TESTER)
        services.accept_ownership(user=bruno, by=TESTER)
    owner.refresh_from_db()
    bruno.refresh_from_db()
    assert (owner.is_owner, owner.role) == (False, Role.SUPER_ADMINISTRATOR)
    assert (bruno.is_owner, bruno.role, bruno.ownership_offer_ends) == (True, Role.SUPER_ADMINISTRATOR, None)
    assert actions() == ["owner_named", "transfer_offered", "transfer_accepted"]
    assert Transaction.objects.get(action="transfer_accepted").changes == {
        "owner": ["Ana Prado", "Bruno Sosa"], "role": [Role.CUSTOM, Role.SUPER_ADMINISTRATOR],
    }  # fmt: skip
    assert [message.to for message in mail.outbox] == [[bruno.email], [bruno.email], [owner.email]]
    assert "http://localhost/ownership/" in mail.outbox[0].body


def test_a_mail_is_in_the_language_of_who_reads_it(
    owner: User, nora: User, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        services.offer_ownership(owner=owner, to=nora, by=TESTER)
    assert mail.outbox[0].body.startswith("Hola, Nora Gil")


def test_it_is_offered_to_one_person_at_a_time(owner: User, nora: User, bruno: User) -> None:
    services.offer_ownership(owner=owner, to=nora, by=TESTER)
    with pytest.raises(ValidationError, match="offered to somebody already"):
        services.offer_ownership(owner=owner, to=bruno, by=TESTER)


@pytest.mark.parametrize("who", ["declines", "withdraws"])
def test_either_may_say_no(owner: User, nora: User, who: str) -> None:
    services.offer_ownership(owner=owner, to=nora, by=TESTER)
    if who == "declines":
        services.decline_ownership(user=nora, by=TESTER)
    else:
        services.withdraw_ownership(owner=owner, by=TESTER)
    with pytest.raises(ValidationError, match="no longer stands"):
        services.accept_ownership(user=nora, by=TESTER)
    assert actions()[-1] == {"declines": "transfer_declined", "withdraws": "transfer_withdrawn"}[who]
    assert owner_of(owner.account) == owner  # type: ignore[arg-type]


def test_an_offer_ends_by_itself(owner: User, nora: User, bruno: User) -> None:
    services.offer_ownership(owner=owner, to=nora, by=TESTER)
    User.objects.filter(pk=nora.pk).update(ownership_offer_ends=timezone.now() - timedelta(minutes=1))
    with pytest.raises(ValidationError, match="no longer stands"):
        services.accept_ownership(user=nora, by=TESTER)
    call_command("purge", verbosity=0)
    assert actions()[-1] == "transfer_expired"
    services.offer_ownership(owner=owner, to=bruno, by=TESTER)


def test_only_the_owner_offers_and_only_to_an_active_person_of_the_account(
    owner: User, nora: User, bruno: User, carla: User, account: Account
) -> None:
    with pytest.raises(ValidationError, match="Only the owner"):
        services.offer_ownership(owner=nora, to=bruno, by=TESTER)
    invited = UserFactory.create(account=account, password=None)
    gone = UserFactory.create(account=account, is_active=False)
    for nobody in (carla, owner, invited, gone):
        with pytest.raises(ValidationError, match="another active user"):
            services.offer_ownership(owner=owner, to=nobody, by=TESTER)


def test_nobody_deactivates_or_demotes_the_owner(owner: User, nora: User) -> None:
    for change in (
        lambda: services.deactivate_user(user=owner, by=TESTER, giver=as_caller(nora)),
        lambda: services.update_user(user=owner, by=TESTER, role=Role.ADMINISTRATOR),
    ):
        with pytest.raises(ValidationError, match="is the owner of the account"):
            change()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=owner.pk).update(is_active=False)


def test_nobody_else_changes_the_address_to_which_the_owners_new_password_would_go(owner: User, nora: User) -> None:
    with pytest.raises(ValidationError, match="Only the owner of the account can change their own address"):
        services.update_user(user=owner, by=TESTER, giver=as_caller(nora), email="nora2@aguas.example")
    services.update_user(user=owner, by=TESTER, giver=as_caller(nora), name="Ana Prado Gil")
    services.update_user(user=owner, by=TESTER, giver=as_caller(owner), email="ana2@aguas.example")


def test_who_is_deactivated_can_accept_nothing(owner: User, nora: User) -> None:
    services.offer_ownership(owner=owner, to=nora, by=TESTER)
    services.deactivate_user(user=nora, by=TESTER)
    with pytest.raises(ValidationError):
        services.accept_ownership(user=nora, by=TESTER)
    assert "transfer_withdrawn" in actions()


def test_an_account_has_one_owner_at_most(owner: User, nora: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=nora.pk).update(is_owner=True)


@pytest.mark.django_db(transaction=True)
def test_of_an_answer_a_withdrawal_and_a_deactivation_at_the_same_moment_one_wins(
    account: Account, ana: User, nora: User
) -> None:
    owner = services.name_owner(user=ana, by=TESTER)
    services.offer_ownership(owner=owner, to=nora, by=TESTER)
    deeds: list[Callable[[], object]] = [
        lambda: services.accept_ownership(user=nora, by=TESTER),
        lambda: services.withdraw_ownership(owner=owner, by=TESTER),
        lambda: services.decline_ownership(user=nora, by=TESTER),
        lambda: services.deactivate_user(user=nora, by=TESTER),
    ]
    accepted, withdrawn, declined, deactivated = done_at_once(deeds)
    # Who has accepted cannot be deactivated; who was deactivated first has accepted nothing.
    assert [accepted, withdrawn, declined].count(True) + (deactivated and not (withdrawn or declined)) == 1
    new = User.objects.get(pk=nora.pk)
    assert new.is_owner == accepted
    assert new.is_active == (not deactivated)
    assert User.objects.of(account).filter(is_owner=True).count() == 1
    assert new.ownership_offer_ends is None


@pytest.mark.django_db(transaction=True)
def test_of_two_offers_at_the_same_moment_one_stands(account: Account, ana: User, nora: User, bruno: User) -> None:
    owner = services.name_owner(user=ana, by=TESTER)

    def offered(index: int) -> bool:
        try:
            services.offer_ownership(owner=owner, to=(nora, bruno)[index], by=TESTER)
        except ValidationError:
            return False
        return True

    assert sorted(at_once(2, offered)) == [False, True]
