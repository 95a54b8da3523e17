from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import Account, User
from apps.accounts.services import deactivate_user, suspend_account
from apps.audit.models import Transaction
from apps.common.tokens import digest
from apps.connections.models import AccessToken, Authorization, Consumer
from apps.connections.services.authorizations import OtherAccount, grant_authorization, revoke_authorizations
from tests.factories import TESTER, UserFactory, new_code_consumer
from tests.threads import at_once


@pytest.fixture
def consumer(account: Account) -> Consumer:
    return new_code_consumer(account).owner


def grant(consumer: Consumer, user: User, *scopes: str) -> Authorization:
    return grant_authorization(consumer=consumer, user=user, scopes=scopes or ("items:view",), by=TESTER)


def issue(authorization: Authorization, name: str) -> None:
    AccessToken.objects.create(
        application=authorization.consumer,
        user=authorization.user,
        authorization=authorization,
        token_checksum=digest(name),
        expires=timezone.now() + timedelta(hours=1),
        scope="items:view",
    )


def test_consent_is_one_row_per_user_and_consumer(consumer: Consumer, bruno: User) -> None:
    first = grant(consumer, bruno, "items:view")
    second = grant(consumer, bruno, "items:view", "items:edit")
    assert first.pk == second.pk
    assert second.scopes == {"items:view", "items:edit"}
    assert Transaction.objects.latest("number").changes == {
        "permissions": [["items:view"], ["items:edit", "items:view"]]
    }


def test_a_user_of_another_account_cannot_authorize(consumer: Consumer, carla: User) -> None:
    with pytest.raises(OtherAccount):
        grant(consumer, carla)
    assert not Authorization.objects.exists()


def test_revoking_ends_every_token_and_is_recorded_once(consumer: Consumer, bruno: User) -> None:
    authorization = grant(consumer, bruno)
    issue(authorization, "one")
    issue(authorization, "two")
    assert revoke_authorizations(authorizations=[authorization], by=TESTER) == 1
    assert revoke_authorizations(authorizations=[authorization], by=TESTER) == 0
    assert not AccessToken.objects.exists()
    assert Transaction.objects.filter(action="authorization_revoked").count() == 1


def test_consent_given_again_after_revoking_is_alive(consumer: Consumer, bruno: User) -> None:
    revoke_authorizations(authorizations=[grant(consumer, bruno)], by=TESTER)
    assert grant(consumer, bruno).is_live


def test_deactivating_a_user_revokes_what_they_allowed(consumer: Consumer, bruno: User) -> None:
    issue(grant(consumer, bruno), "one")
    deactivate_user(user=bruno, by=TESTER)
    assert not AccessToken.objects.exists()
    assert not Authorization.objects.get().is_live


def test_suspending_an_account_ends_its_access_tokens(consumer: Consumer, bruno: User) -> None:
    issue(grant(consumer, bruno), "one")
    suspend_account(account=consumer.account, by=TESTER)
    assert not AccessToken.objects.exists()


def test_tokens_are_ended_in_as_many_queries_for_fifty_as_for_one(
    consumer: Consumer, bruno: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    authorization = grant(consumer, bruno)
    for index in range(50):
        issue(authorization, str(index))
    with django_assert_num_queries(12):
        revoke_authorizations(authorizations=[authorization], by=TESTER)


@pytest.mark.django_db(transaction=True)
def test_two_first_consents_at_once_make_one_row() -> None:
    user = UserFactory.create()
    assert user.account is not None
    consumer = new_code_consumer(user.account).owner
    at_once(4, lambda _: grant(consumer, user))
    assert Authorization.objects.count() == 1
