from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from apps.accounts.models import Account
from apps.audit.models import Transaction
from apps.common.sealing import CannotOpen
from apps.connections.models import ApiKey, ApiSecret
from apps.connections.services import api_keys
from apps.connections.services.secrets import TooManySecrets
from tests.factories import TESTER, AccountFactory, new_api_key

DAY = timedelta(hours=24)


def test_R122_the_secret_is_sealed_and_can_be_revealed_on_the_record(account: Account) -> None:
    made = new_api_key(account)
    assert made.plain not in str(ApiSecret.objects.values())
    assert api_keys.reveal_api_secret(api_key=made.owner, by=TESTER) == made.plain
    event = Transaction.objects.get(action="api_secret_revealed")
    assert made.plain not in str(event.changes)


def test_R081_an_account_has_one_key_pair(account: Account) -> None:
    new_api_key(account)
    with pytest.raises(ValidationError):
        new_api_key(account)


def test_R081_both_secrets_open_during_the_overlap(account: Account) -> None:
    made = new_api_key(account)
    rotated = api_keys.rotate_api_secret(api_key=made.owner, overlap=DAY, by=TESTER)
    live = ApiKey.objects.with_live_secrets().get().secrets.live()
    assert [secret.open() for secret in live] == [rotated.plain, made.plain]
    with pytest.raises(TooManySecrets):
        api_keys.rotate_api_secret(api_key=made.owner, overlap=DAY, by=TESTER)


def test_R081_the_old_secret_can_be_ended_early(account: Account) -> None:
    made = new_api_key(account)
    rotated = api_keys.rotate_api_secret(api_key=made.owner, overlap=DAY, by=TESTER)
    api_keys.end_old_api_secret(api_key=made.owner, by=TESTER)
    assert [secret.open() for secret in made.owner.secrets.live()] == [rotated.plain]


def test_R122_a_sealed_secret_moved_to_another_account_does_not_open(account: Account) -> None:
    ours, theirs = new_api_key(account).owner, new_api_key(AccountFactory.create()).owner
    ApiSecret.objects.filter(api_key=theirs).update(sealed=ours.secrets.get().sealed)
    with pytest.raises(CannotOpen):
        theirs.secrets.get().open()


def test_revealing_after_everything_ended_says_so(account: Account) -> None:
    api_key = new_api_key(account).owner
    api_key.secrets.all().delete()
    with pytest.raises(ApiSecret.DoesNotExist):
        api_keys.reveal_api_secret(api_key=api_key, by=TESTER)
    assert not Transaction.objects.filter(action="api_secret_revealed").exists()


def test_R081_deleting_the_pair_is_on_the_record(account: Account) -> None:
    api_keys.delete_api_key(api_key=new_api_key(account).owner, by=TESTER)
    assert not ApiKey.objects.exists()
    assert Transaction.objects.filter(action="api_key_deleted").exists()
