"""The limits of a plan: set by the operator alone, and held where something is made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from apps.accounts import services, usage
from apps.accounts.models import Account, Role, User
from apps.audit.models import Transaction
from apps.connections.models import CallMeter, Consumer
from apps.connections.months import month_of
from tests.factories import TESTER, GroupFactory, UserFactory, new_consumer
from tests.threads import at_once

pytestmark = pytest.mark.django_db


def limited(account: Account, **limits: int | None) -> Account:
    return services.update_plan(account=account, by=TESTER, **limits)


def new_user(account: Account, name: str = "Nora") -> User:
    return services.create_user(
        account=account, by=TESTER, email=f"{name.lower()}@aguas.example", name=name, role=Role.READ_ONLY
    )


def test_beyond_the_limit_no_user_is_made_or_activated(account: Account, ana: User, bruno: User) -> None:
    account = limited(account, users_limit=2)
    with pytest.raises(ValidationError, match=" 2 ") as error:
        new_user(account)
    assert error.value.code == "users_limit"
    services.deactivate_user(user=bruno, by=TESTER)
    new_user(account)
    bruno.refresh_from_db()
    with pytest.raises(ValidationError, match=" 2 "):
        services.activate_user(user=bruno, by=TESTER)


def test_beyond_the_limit_no_consumer_is_made(account: Account) -> None:
    account = limited(account, consumers_limit=1)
    new_consumer(account, name="Puente")
    with pytest.raises(ValidationError, match=" 1 ") as error:
        new_consumer(account, name="Otro")
    assert error.value.code == "consumers_limit"


def test_what_is_there_already_stays(account: Account, ana: User, bruno: User) -> None:
    account = limited(account, users_limit=1)
    services.update_user(user=bruno, by=TESTER, name="Bruno S.")
    assert User.objects.of(account).filter(is_active=True).count() == 2


def test_a_change_is_on_the_record(account: Account) -> None:
    limited(account, users_limit=5, calls_per_month=1000)
    limited(account, users_limit=None)
    entries = Transaction.objects.filter(action="plan_changed").order_by("number")
    assert [entry.changes for entry in entries] == [
        {"users_limit": [None, 5], "calls_per_month": [None, 1000]}, {"users_limit": [5, None]},
    ]  # fmt: skip


def test_a_limit_of_nothing_makes_no_sense(account: Account) -> None:
    with pytest.raises(ValidationError):
        limited(account, users_limit=0)


def test_calls_are_those_of_this_month_where_the_account_is(account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(time_zone="America/Bogota")
    account = Account.objects.get(pk=account.pk)
    start = month_of(account, timezone.now())
    assert (start.day, start.hour, str(start.tzinfo)) == (1, 0, "America/Bogota")
    for hour, allowed in ((start, 3), (start - timedelta(hours=1), 5)):
        CallMeter.objects.create(account=account, caller="", hour=hour, minute=0, allowed=allowed)
    found = {one.name: one.used for one in usage.of(account)}
    assert found == {"users": 0, "storage": 0, "consumers": 0, "calls": 3}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["users", "consumers", "activations"])
def test_however_many_ask_at_once_no_more_are_made_than_there_is_room_for(account: Account, what: str) -> None:
    account = limited(account, users_limit=2, consumers_limit=2)
    group = GroupFactory.create(account=account)
    waiting = UserFactory.create_batch(4, account=account, is_active=False)
    deeds: dict[str, Callable[[int], object]] = {
        "users": lambda index: new_user(account, f"Nora{index}"),
        "consumers": lambda index: new_consumer(account, name=f"Puente {index}", permission_group=group),
        "activations": lambda index: services.activate_user(user=waiting[index], by=TESTER),
    }

    def done(index: int) -> bool:
        try:
            deeds[what](index)
        except ValidationError:
            return False
        return True

    assert at_once(4, done).count(True) == 2
    rows = Consumer.objects.of(account) if what == "consumers" else User.objects.of(account).filter(is_active=True)
    assert rows.count() == 2
