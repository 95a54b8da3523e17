from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from apps.accounts.models import Account
from apps.audit.models import Transaction
from apps.connections.models import AccessToken, Consumer, ConsumerSecret
from apps.connections.services import consumer_secrets, consumers, enabling
from apps.connections.services.secrets import TooManySecrets, UnknownOverlap
from tests.factories import CALLBACK, TESTER, GroupFactory, new_code_consumer, new_consumer

DAY = timedelta(hours=24)


def live(consumer: Consumer) -> list[ConsumerSecret]:
    return list(consumer.secrets.live())


def test_R121_a_new_consumer_gives_its_secret_once_and_keeps_a_keyed_digest(account: Account) -> None:
    made = new_consumer(account)
    secret = made.owner.secrets.get()
    assert secret.digest in ConsumerSecret.digests(made.plain)
    assert made.plain not in str(ConsumerSecret.objects.values())
    assert secret.last_four == made.plain[-4:]
    assert made.plain not in repr(made)


def test_R111_the_record_of_a_new_consumer_holds_no_secret(account: Account) -> None:
    made = new_consumer(account)
    event = Transaction.objects.get(action="consumer_created")
    assert made.plain not in str(event.changes)
    assert event.target_name == made.owner.name


def test_a_public_consumer_has_no_secret(account: Account) -> None:
    made = new_code_consumer(account, client_type=Consumer.CLIENT_PUBLIC)
    assert made.plain == ""
    assert not made.owner.secrets.exists()
    with pytest.raises(consumer_secrets.WithoutSecrets):
        consumer_secrets.rotate_secret(consumer=made.owner, overlap=DAY, by=TESTER)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"name": ""}, "name"),
        ({"authorization_grant_type": ""}, "authorization_grant_type"),
        ({"authorization_grant_type": "password"}, "authorization_grant_type"),
        ({"permission_group": None}, "permission_group"),
        ({"authorization_grant_type": "authorization-code"}, "redirect_uris"),
    ],
)
def test_a_consumer_is_refused_with_the_field_that_is_wrong(
    account: Account, fields: dict[str, object], named: str
) -> None:
    with pytest.raises((ValidationError, ValueError)) as caught:
        new_consumer(account, **fields)
    assert named in getattr(caught.value, "message_dict", {named: str(caught.value)})
    assert not Consumer.objects.exists()


def test_R103_the_group_of_another_account_does_not_exist_for_us(account: Account, other_account: Account) -> None:
    with pytest.raises(ValidationError) as caught:
        new_consumer(account, permission_group=GroupFactory.create(account=other_account))
    assert "permission_group" in caught.value.message_dict


@pytest.mark.parametrize(
    "url",
    [
        "http://app.example/callback",
        "https://",
        "app.example/callback",
        "/callback",
        "https://*.app.example/callback",
        "https://app.example/callback#fragment",
        "https://app.example/callback#",
        "https://user:pass@app.example/callback",
        "https://app.example:port/callback",
        "https://app.example\\@evil.example/",
        "https://ápp.example/callback",
        "javascript:alert(1)",
        "data:text/html,hello",
        "http://127.0.0.1/callback",
        "http://localhost/callback",
    ],
)
def test_R006_an_unsafe_callback_url_is_refused(account: Account, url: str) -> None:
    with pytest.raises(ValidationError) as caught:
        new_code_consumer(account, redirect_uris=url)
    assert "redirect_uris" in caught.value.message_dict


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/callback", "http://[::1]:8080/callback", "https://app.example/cb?x=1"]
)
def test_R006_a_public_app_may_return_to_the_loopback(account: Account, url: str) -> None:
    assert new_code_consumer(account, redirect_uris=url, client_type="public").owner.redirect_uri_allowed(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/callback", "http://127.0.0.1.evil.example/", "http://127.0.0.2/callback", "http://0.0.0.0/",
        "http://app.example/callback", "http://127.0.0.1/callback#x", "http://user@127.0.0.1/", "fieldplanner://done",
        "https://app.example/*", "https://app.example /", "HTTPS://app.example/\tcallback", "file:///tmp/x",
    ],
)  # fmt: skip
def test_R006_and_nowhere_else_without_encryption(account: Account, url: str) -> None:
    with pytest.raises(ValidationError):
        new_code_consumer(account, redirect_uris=url, client_type="public")


def test_R003_callback_urls_are_compared_as_strings(account: Account) -> None:
    consumer = new_code_consumer(account, redirect_uris=f"{CALLBACK}\nhttps://app.example/second").owner
    assert consumer.redirect_uri_allowed(CALLBACK)
    assert consumer.redirect_uri_allowed("https://app.example/second")
    for other in (CALLBACK + "/", CALLBACK + "?a=1", CALLBACK.upper(), "https://app.example", ""):
        assert not consumer.redirect_uri_allowed(other)


def test_client_credentials_keep_no_callback(account: Account) -> None:
    assert new_consumer(account, redirect_uris=CALLBACK).owner.redirect_uris == ""


def test_only_a_confidential_app_can_do_without_pkce(account: Account) -> None:
    with pytest.raises(ValidationError) as caught:
        new_code_consumer(account, client_type="public", cannot_send_pkce=True)
    assert "cannot_send_pkce" in caught.value.message_dict


def test_rotation_with_overlap_keeps_both_secrets_alive(account: Account) -> None:
    made = new_consumer(account)
    rotated = consumer_secrets.rotate_secret(consumer=made.owner, overlap=DAY, by=TESTER)
    newest, older = live(made.owner)
    assert newest.last_four == rotated.plain[-4:]
    assert older.expires_at is not None
    assert timedelta(hours=23) < older.expires_at - timezone.now() <= DAY
    assert Transaction.objects.get(action="secret_rotated").changes == {"overlap_hours": [None, 24]}


def test_rotation_without_overlap_ends_the_old_secret_now(account: Account) -> None:
    made = new_consumer(account)
    consumer_secrets.rotate_secret(consumer=made.owner, overlap=timedelta(0), by=TESTER)
    assert len(live(made.owner)) == 1


def test_R121_at_most_two_secrets_are_alive(account: Account) -> None:
    made = new_consumer(account)
    consumer_secrets.rotate_secret(consumer=made.owner, overlap=DAY, by=TESTER)
    with pytest.raises(TooManySecrets):
        consumer_secrets.rotate_secret(consumer=made.owner, overlap=DAY, by=TESTER)
    consumer_secrets.rotate_secret(consumer=made.owner, overlap=timedelta(0), by=TESTER)
    assert len(live(made.owner)) == 1


def test_only_the_offered_overlaps_exist(account: Account) -> None:
    with pytest.raises(UnknownOverlap):
        consumer_secrets.rotate_secret(consumer=new_consumer(account).owner, overlap=timedelta(days=365), by=TESTER)


def test_the_old_secret_can_be_ended_early(account: Account) -> None:
    made = new_consumer(account)
    rotated = consumer_secrets.rotate_secret(consumer=made.owner, overlap=DAY, by=TESTER)
    consumer_secrets.end_old_secret(consumer=made.owner, by=TESTER)
    assert [secret.last_four for secret in live(made.owner)] == [rotated.plain[-4:]]


def test_a_second_rotation_never_prolongs_the_first_secret(account: Account) -> None:
    made = new_consumer(account)
    consumer_secrets.rotate_secret(consumer=made.owner, overlap=DAY, by=TESTER)
    first = live(made.owner)[1]
    consumer_secrets.rotate_secret(consumer=made.owner, overlap=timedelta(0), by=TESTER)
    first.refresh_from_db()
    assert not first.is_live


def give_token(consumer: Consumer) -> None:
    AccessToken.objects.create(application=consumer, token_checksum="0" * 64, expires=timezone.now() + DAY, scope="api")


def test_disabling_ends_the_tokens_and_enabling_does_not_bring_them_back(account: Account) -> None:
    consumer = new_consumer(account).owner
    give_token(consumer)
    enabling.disable_consumer(consumer=consumer, by=TESTER)
    enabling.enable_consumer(consumer=consumer, by=TESTER)
    assert not AccessToken.objects.exists()
    assert Consumer.objects.get().is_enabled
    actions = Transaction.objects.chain(account.pk).values_list("action", flat=True)
    assert list(actions) == ["consumer_created", "consumer_disabled", "consumer_enabled"]


def test_deleting_takes_everything_but_the_record(account: Account) -> None:
    consumer = new_consumer(account, name="Puente ERP").owner
    give_token(consumer)
    consumers.delete_consumer(consumer=consumer, by=TESTER)
    assert not AccessToken.objects.exists()
    assert not ConsumerSecret.objects.exists()
    assert Transaction.objects.get(action="consumer_deleted").target_name == "Puente ERP"


def test_a_change_is_recorded_and_the_callback_checked(account: Account) -> None:
    consumer = new_code_consumer(account).owner
    consumers.update_consumer(consumer=consumer, by=TESTER, redirect_uris="https://app.example/new")
    assert Transaction.objects.get(action="consumer_changed").changes == {
        "redirect_uris": [CALLBACK, "https://app.example/new"]
    }
    with pytest.raises(ValidationError):
        consumers.update_consumer(consumer=consumer, by=TESTER, redirect_uris="http://app.example/")


def test_the_list_needs_two_queries_however_many(account: Account, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    for _ in range(3):
        new_consumer(account)
    with django_assert_num_queries(2):
        rows = list(Consumer.objects.for_list(account))
        assert all(row.live_secrets and row.permission_group.name for row in rows)
