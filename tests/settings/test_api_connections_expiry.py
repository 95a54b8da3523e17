"""A date for a secret: chosen when it is made, bounded by the account's policy, warned of from 14 days before."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from apps.accounts.models import Account, User
from apps.accounts.services import update_api_policy
from apps.audit.models import Transaction
from apps.connections.models import ApiSecret, Consumer, ConsumerSecret
from apps.connections.services import api_keys, consumer_secrets
from tests.conftest import sign_in
from tests.factories import TESTER, GroupFactory, new_api_key, new_consumer
from tests.oauth import flow
from tests.settings.conftest import HTMX

KEY, CONSUMERS = "/settings/api-connections/key/", "/settings/api-connections/consumers/"
DAY = timedelta(days=1)


@pytest.fixture
def client_of_ana(ana: User) -> Client:
    return sign_in(ana)


def in_days(days: int) -> datetime:
    return timezone.now() + days * DAY


def day(days: int) -> str:
    return (timezone.localdate() + days * DAY).isoformat()


def days_left(secret: ConsumerSecret) -> int:
    """Until the date that was chosen, or that the policy chose."""
    assert secret.chosen_expiry is not None
    return (secret.chosen_expiry - timezone.now()).days


def create(client: Client, account: Account, **fields: Any) -> Any:
    asked = {
        "authorization_grant_type": "client-credentials", "name": "Puente",
        "permission_group": GroupFactory.create(account=account).pk,
    }  # fmt: skip
    return client.post(f"{CONSUMERS}add/", asked | fields, headers=HTMX)


def test_a_new_secret_works_to_the_end_of_the_chosen_day(client_of_ana: Client, account: Account) -> None:
    create(client_of_ana, account, secret_expires=day(30))
    secret = ConsumerSecret.objects.get()
    assert secret.expires_at is not None
    assert timezone.localtime(secret.expires_at).isoformat().startswith(f"{day(30)}T23:59:59")
    assert secret.chosen_expiry == secret.expires_at
    assert "secret_expires" in Transaction.objects.get(action="consumer_created").changes


def test_without_a_date_it_works_until_it_is_replaced(client_of_ana: Client, account: Account) -> None:
    create(client_of_ana, account)
    assert ConsumerSecret.objects.get().expires_at is None


@pytest.mark.parametrize("chosen", [day(-1), "x", "2026-13-40"])
def test_a_date_that_is_past_or_none_is_refused_under_its_field(
    client_of_ana: Client, account: Account, chosen: str
) -> None:
    answer = create(client_of_ana, account, secret_expires=chosen)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["secret_expires"]
    assert not Consumer.objects.exists()


def test_an_expired_secret_opens_nothing(account: Account) -> None:
    app = new_consumer(account, secret_expires=in_days(1))
    assert flow.token(app).status_code == 200
    ConsumerSecret.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert flow.token(app).status_code == 401


def test_the_policy_bounds_what_can_be_chosen_and_is_the_date_of_what_is_not(account: Account) -> None:
    update_api_policy(account=account, secret_days=90, by=TESTER)
    account.refresh_from_db()
    for make in (
        lambda chosen: new_consumer(account, secret_expires=chosen),
        lambda chosen: api_keys.create_api_key(account=account, secret_expires=chosen, by=TESTER),
    ):
        with pytest.raises(ValidationError) as caught:
            make(in_days(92))
        assert "90 " in str(caught.value.message_dict["secret_expires"])
    consumer = new_consumer(account).owner
    consumer_secrets.rotate_secret(consumer=consumer, overlap=DAY, secret_expires=in_days(10), by=TESTER)
    new, old = consumer.secrets.live()
    assert [days_left(secret) for secret in (new, old)] == [9, 89]


def test_the_longest_day_of_the_policy_can_be_chosen(client_of_ana: Client, account: Account) -> None:
    update_api_policy(account=account, secret_days=90, by=TESTER)
    assert create(client_of_ana, account, secret_expires=day(90)).status_code == 200


def test_the_earlier_end_counts_overlap_or_chosen_date(account: Account) -> None:
    consumer = new_consumer(account, secret_expires=timezone.now() + timedelta(hours=5)).owner
    consumer_secrets.rotate_secret(consumer=consumer, overlap=DAY, by=TESTER)
    old = consumer.secrets.live()[1]
    assert old.expires_at == old.chosen_expiry
    longer = new_consumer(account, secret_expires=in_days(30)).owner
    consumer_secrets.rotate_secret(consumer=longer, overlap=DAY, by=TESTER)
    old = longer.secrets.live()[1]
    assert old.is_ending
    assert old.expires_at != old.chosen_expiry
    assert days_left(old) == 29


@pytest.mark.parametrize(("days", "told"), [(9, "Expires in 8 days"), (15, ""), (400, "")])
def test_the_last_14_days_warn_in_list_panel_and_key_page(
    client_of_ana: Client, account: Account, days: int, told: str
) -> None:
    consumer = new_consumer(account, secret_expires=in_days(days)).owner
    api_keys.create_api_key(account=account, secret_expires=in_days(days), by=TESTER)
    for url in (CONSUMERS, f"{CONSUMERS}{consumer.pk}/", KEY):
        html = client_of_ana.get(url).content.decode()
        assert ("Expires in" in html, told in html) == (bool(told), True), url


def test_a_consumer_without_a_secret_that_works_says_so_in_the_list(client_of_ana: Client, account: Account) -> None:
    new_consumer(account)
    ConsumerSecret.objects.update(expires_at=timezone.now() - DAY)
    assert "No secret works" in client_of_ana.get(CONSUMERS).content.decode()


def test_the_key_pair_takes_a_date_when_it_is_made_and_rotated(client_of_ana: Client, account: Account) -> None:
    assert client_of_ana.post(f"{KEY}create/", {"secret_expires": day(-3)}).status_code == 422
    assert client_of_ana.post(f"{KEY}create/", {"secret_expires": day(40)}).status_code == 200
    client_of_ana.post(f"{KEY}rotate/", {"overlap": 24, "secret_expires": day(20)})
    new, old = ApiSecret.objects.all()
    assert [secret.chosen_expiry is not None for secret in (new, old)] == [True, True]
    assert new.expires_at == new.chosen_expiry
    assert old.is_ending


def test_a_rotation_with_a_past_date_makes_no_secret(client_of_ana: Client, account: Account) -> None:
    made = new_api_key(account)
    answer = client_of_ana.post(f"{KEY}rotate/", {"overlap": 24, "secret_expires": day(-1)}, headers=HTMX)
    assert answer.status_code == 422
    assert made.owner.secrets.count() == 1
    assert made.owner.secrets.get().expires_at is None
