"""The fixtures: plain `loaddata` takes them, they are worth looking at, and nothing in them opens anything."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db.models import F, Max, Min

from apps.accounts.models import Account, PermissionGroup, Role, User
from apps.accounts.services.groups import create_group
from apps.audit import chain
from apps.audit.actors import SYSTEM
from apps.audit.models import AppendOnly, Transaction
from apps.connections.models import ApiKey, ApiSecret, Authorization, Consumer, ConsumerSecret
from apps.maintenance.models import Item, ItemType

FIXTURES = [str(path) for path in sorted((Path(__file__).resolve().parent.parent / "fixtures").glob("*.json"))]

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded() -> Account:
    call_command("loaddata", *FIXTURES, verbosity=0)
    return Account.objects.get(number=477)


def test_two_accounts_have_people_in_each_role(loaded: Account) -> None:
    assert set(User.objects.of(loaded).values_list("role", flat=True)) == set(Role.values)
    other = Account.objects.exclude(pk=loaded.pk).get()
    assert other.language != loaded.language
    assert User.objects.of(other).count() >= 2


def test_the_first_account_has_ten_consumers_of_both_grants(loaded: Account) -> None:
    consumers = Consumer.objects.of(loaded)
    assert consumers.count() == 10
    assert set(consumers.values_list("authorization_grant_type", flat=True)) == dict(Consumer.GRANT_TYPES).keys()
    assert consumers.filter(is_enabled=False).count() == 1
    assert [consumer for consumer in consumers if not consumer.is_confidential]
    assert [consumer for consumer in consumers if len(consumer.callback_urls) > 1]


def test_authorizations_show_first_and_last_use_and_one_that_was_revoked(loaded: Account) -> None:
    authorizations = Authorization.objects.of(loaded)
    assert authorizations.filter(revoked_at=None, first_used_at__isnull=False, last_used_from__isnull=False).count() > 5
    assert authorizations.filter(revoked_at=None, first_used_at=None).exists()
    assert authorizations.exclude(revoked_at=None).exists()
    used = authorizations.exclude(first_used_at=None)
    assert used.filter(granted_at__lte=F("first_used_at"), first_used_at__lte=F("last_used_at")).count() == used.count()


def test_250_items_of_every_type_stand_where_their_parents_say(loaded: Account) -> None:
    items = Item.objects.of(loaded).select_related("parent__location", "location")
    assert len(items) == 250
    assert {item.item_type for item in items} == set(ItemType.values)
    assert [item for item in items if item.location != item.nearest_location] == []


def test_the_record_of_a_month_is_whole_and_goes_on(loaded: Account) -> None:
    span = Transaction.objects.of(loaded).aggregate(first=Min("at"), last=Max("at"))
    assert span["last"] - span["first"] > timedelta(days=28)
    create_group(account=loaded, by=SYSTEM, name="Contratistas", permissions=["items:view"])
    assert [fault for account in Account.objects.all() if (fault := chain.verify(account.pk))] == []


def test_every_row_would_be_accepted_by_its_own_checks(loaded: Account) -> None:
    for model in (Account, PermissionGroup, User, ApiKey, Consumer, Authorization, Item):
        for row in model._default_manager.all():
            try:
                row.full_clean()
            except ValidationError as error:
                pytest.fail(f"{model.__name__} {row}: {error}")


def test_nothing_in_the_fixtures_opens_anything(loaded: Account) -> None:
    assert not ConsumerSecret.objects.exists()
    assert not ApiSecret.objects.exists()
    assert not [user for user in User.objects.all() if user.has_usable_password()]


def test_transactions_are_not_loaded_twice(loaded: Account) -> None:
    with pytest.raises(AppendOnly, match="cannot follow"):
        call_command("loaddata", *FIXTURES, verbosity=0)
