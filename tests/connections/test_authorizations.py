from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.models import Account, User
from apps.accounts.services import deactivate_user, suspend_account
from apps.audit import chain
from apps.audit.models import Transaction
from apps.common.tokens import digest
from apps.connections.models import AccessToken, Authorization, Consumer
from apps.connections.services.authorizations import OtherAccount, grant_authorization
from apps.connections.services.revoking import revoke_authorizations
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


def test_R104_a_user_of_another_account_cannot_authorize(consumer: Consumer, carla: User) -> None:
    with pytest.raises(OtherAccount):
        grant(consumer, carla)
    assert not Authorization.objects.exists()


def test_revoking_ends_every_token_and_is_recorded_once(consumer: Consumer, bruno: User) -> None:
    authorization = grant(consumer, bruno)
    issue(authorization, "one")
    issue(authorization, "two")
    assert revoke_authorizations(authorizations=[authorization], by=TESTER) == 1
    assert revoke_authorizations(authorizations=[authorization], by=TESTER) == 0
    assert not AccessToken.objects.live().exists()
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


def queries_to_revoke(authorizations: list[Authorization]) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert revoke_authorizations(authorizations=authorizations, by=TESTER) == len(authorizations)
    return [query["sql"] for query in captured]


@pytest.mark.parametrize("tokens", [1, 50])
def test_tokens_are_ended_in_at_most_five_queries_however_many_there_are(
    consumer: Consumer, bruno: User, tokens: int
) -> None:
    authorization = grant(consumer, bruno)
    for index in range(tokens):
        issue(authorization, str(index))
    queries = queries_to_revoke([authorization])
    changing = [sql for sql in queries if sql.startswith(("UPDATE", "DELETE", "SELECT")) and "audit_" not in sql]
    assert len(changing) <= 5
    assert not AccessToken.objects.live().exists()


def test_fifty_authorizations_are_revoked_in_as_many_queries_as_one(consumer: Consumer, account: Account) -> None:
    users = UserFactory.create_batch(51, account=account)
    one, *rest = [grant(consumer, user) for user in users]
    for number, authorization in enumerate([one, *rest]):
        issue(authorization, str(number))
    assert len(queries_to_revoke(rest)) == len(queries_to_revoke([one]))
    assert not AccessToken.objects.live().exists()
    recorded = Transaction.objects.filter(action="authorization_revoked")
    assert recorded.values("target_id").distinct().count() == 51
    assert chain.verify(account.pk) is None


@pytest.mark.django_db(transaction=True)
def test_two_first_consents_at_once_make_one_row() -> None:
    user = UserFactory.create()
    assert user.account is not None
    consumer = new_code_consumer(user.account).owner
    at_once(4, lambda _: grant(consumer, user))
    assert Authorization.objects.count() == 1
