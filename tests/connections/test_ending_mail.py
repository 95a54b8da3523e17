"""Before a secret reaches the date that was chosen for it, those who can replace it are told by mail."""

from __future__ import annotations

import smtplib
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.utils import timezone

from apps.accounts.models import Account, Role, User
from apps.connections.models import ApiSecret, Consumer, ConsumerSecret
from apps.connections.services.api_keys import rotate_api_secret
from apps.connections.services.consumer_secrets import rotate_secret
from apps.connections.services.enabling import disable_consumer
from tests.factories import TESTER, UserFactory, new_api_key, new_consumer
from tests.threads import at_once

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


class Closed(EmailBackend):
    """A mail server that takes nothing."""

    def send_messages(self, messages: Any) -> int:
        raise smtplib.SMTPServerDisconnected


def purge() -> list[Any]:
    """What the hourly command mailed."""
    mail.outbox.clear()
    call_command("purge")
    return mail.outbox


def ends_in(days: float, secrets: Any, *, age: int = 100) -> None:
    """Let `secrets`, made `age` days ago, end then."""
    now = timezone.now()
    end = now + timedelta(days=days)
    secrets.update(created_at=now - age * DAY, chosen_expiry=end, expires_at=end)


@pytest.fixture
def consumer(ana: User) -> Consumer:
    made = new_consumer(ana.account, name="Field planner").owner  # type: ignore[arg-type]
    ends_in(13, ConsumerSecret.objects.all())
    return made


def test_the_mail_names_the_secret_its_end_and_where_it_is_replaced(consumer: Consumer, ana: User) -> None:
    (message,) = purge()
    assert message.to == [ana.email]
    assert message.subject == "The secret of Field planner ends soon"
    secret = ConsumerSecret.objects.get()
    page = f"http://localhost/settings/api-connections/consumers/{consumer.pk}/"
    for words in ("Hello Ana Prado,", f"- Field planner, secret {secret.masked}: until", page):
        assert words in message.body


@pytest.mark.parametrize(("days", "mails"), [(15, 0), (13.9, 1), (2, 1), (0.9, 1), (-0.1, 0)])
def test_it_is_sent_from_fourteen_days_before_the_end(consumer: Consumer, days: float, mails: int) -> None:
    ends_in(days, ConsumerSecret.objects.all())
    assert len(purge()) == mails


def test_each_end_is_told_twice_and_no_oftener(consumer: Consumer) -> None:
    assert (len(purge()), len(purge())) == (1, 0)
    ends_in(5, ConsumerSecret.objects.all())
    assert purge() == []
    ends_in(0.9, ConsumerSecret.objects.all())
    ConsumerSecret.objects.update(mailed_at=timezone.now() - 13 * DAY)
    assert (len(purge()), len(purge())) == (1, 0)


def test_who_made_a_secret_for_ten_days_is_told_on_the_last_one(consumer: Consumer) -> None:
    ends_in(9, ConsumerSecret.objects.all(), age=1)
    assert purge() == []
    ends_in(0.9, ConsumerSecret.objects.all(), age=9)
    assert len(purge()) == 1


@pytest.mark.parametrize("overlap", [0, 24, 168])
def test_what_was_replaced_needs_no_mail(consumer: Consumer, overlap: int) -> None:
    ends_in(3, ConsumerSecret.objects.all())
    rotate_secret(consumer=consumer, overlap=timedelta(hours=overlap), by=TESTER)
    assert purge() == []


def test_neither_does_what_never_ends_or_opens_nothing(consumer: Consumer, account: Account) -> None:
    disable_consumer(consumer=consumer, by=TESTER)
    new_consumer(account)
    assert purge() == []


def test_a_suspended_account_gets_none(consumer: Consumer) -> None:
    Account.objects.update(is_active=False)
    assert purge() == []


def test_the_key_pair_s_secret_is_told_in_the_same_mail(consumer: Consumer, account: Account) -> None:
    key = new_api_key(account).owner
    ends_in(5, ApiSecret.objects.all())
    (message,) = purge()
    assert message.subject == "2 secrets end soon"
    assert message.body.index("API Connection") < message.body.index("Field planner")
    assert "http://localhost/settings/api-connections/key/\n" in message.body
    ApiSecret.objects.update(mailed_at=None)
    rotate_api_secret(api_key=key, overlap=timedelta(hours=168), by=TESTER)
    assert purge() == []


def test_everybody_who_can_replace_it_is_told_in_their_language(consumer: Consumer, ana: User, carla: User) -> None:
    role = Role.SUPER_ADMINISTRATOR
    mario = UserFactory.create(account=ana.account, role=role, language="pt-br")
    UserFactory.create(account=ana.account, role=role, is_active=False)
    to = {message.to[0]: message.body for message in purge()}
    assert set(to) == {ana.email, mario.email}
    assert "Hello" in to[ana.email]
    assert "Olá" in to[mario.email]


def test_a_long_list_is_cut(consumer: Consumer, account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.connections.ending_mail.NAMED", 1)
    for _number in range(2):
        new_consumer(account)
    ends_in(7, ConsumerSecret.objects.exclude(consumer=consumer))
    (message,) = purge()
    assert message.subject == "3 secrets end soon"
    assert "And 2 more." in message.body
    assert "Field planner" not in message.body


def test_what_no_mail_server_took_is_sent_again(consumer: Consumer, settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Closed"
    assert purge() == []
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert len(purge()) == 1


def test_nothing_is_sent_when_it_only_counts(consumer: Consumer) -> None:
    call_command("purge", "--dry-run")
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_two_that_run_at_once_send_one_mail(consumer: Consumer) -> None:
    mail.outbox.clear()
    at_once(2, lambda _index: call_command("purge"))
    assert len(mail.outbox) == 1
