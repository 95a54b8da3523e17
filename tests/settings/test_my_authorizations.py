"""My app authorizations: for everybody, of nobody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.audit.models import Transaction
from apps.common.tokens import digest
from apps.connections.models import AccessToken, Authorization
from apps.connections.services.authorizations import grant_authorization
from tests.conftest import sign_in
from tests.factories import TESTER, new_code_consumer

LIST = "/my-authorizations/"


def allow(user: User, *scopes: str, **fields: object) -> Authorization:
    assert user.account
    consumer = new_code_consumer(user.account, **fields).owner
    return grant_authorization(consumer=consumer, user=user, scopes=scopes or ["items:view"], by=TESTER)


def token_of(authorization: Authorization) -> AccessToken:
    made: AccessToken = AccessToken.objects.create(
        application=authorization.consumer, user=authorization.user, authorization=authorization,
        scope=authorization.scope, expires=timezone.now() + timedelta(hours=1), token_checksum=digest("made up"),
    )  # fmt: skip
    return made


def test_a_technician_sees_their_own_apps_and_permissions_in_words(bruno: User, ana: User) -> None:
    allow(bruno, "items:view", "items:edit", name="Campo móvil")
    allow(ana, name="De otra persona")
    page = sign_in(bruno).get(LIST).content.decode()
    assert "Campo móvil" in page
    assert "De otra persona" not in page
    assert ": View, Edit" in page


def test_the_scope_for_everything_is_told_in_words(bruno: User) -> None:
    allow(bruno, "api")
    assert "Everything that the app&#x27;s permission group allows" in sign_in(bruno).get(LIST).content.decode()


def test_no_app_yet_says_what_the_page_is_for(bruno: User) -> None:
    assert "No app acts for you" in sign_in(bruno).get(LIST).content.decode()


def test_revoking_ends_the_tokens_and_is_on_the_record(bruno: User) -> None:
    authorization = allow(bruno, name="Campo móvil")
    token_of(authorization)
    answer = sign_in(bruno).post(f"{LIST}{authorization.pk}/revoke/", follow=True)
    assert "Campo móvil can no longer act for you." in answer.content.decode()
    authorization.refresh_from_db()
    assert not authorization.is_live
    assert not AccessToken.objects.exists()
    entry = Transaction.objects.get(action="authorization_revoked")
    assert (entry.actor_id, entry.target_id) == (str(bruno.pk), str(authorization.pk))


def test_what_is_revoked_stays_in_the_list_and_cannot_be_revoked_again(bruno: User) -> None:
    authorization = allow(bruno)
    client = sign_in(bruno)
    client.post(f"{LIST}{authorization.pk}/revoke/")
    page = client.get(LIST).content.decode()
    assert "Revoked on" in page
    assert f"{authorization.pk}/revoke/" not in page


def test_nobody_revokes_what_another_person_allowed(bruno: User, ana: User, carla: User) -> None:
    authorization = allow(bruno)
    for other in (ana, carla):
        assert sign_in(other).post(f"{LIST}{authorization.pk}/revoke/").status_code == 404
    authorization.refresh_from_db()
    assert authorization.is_live


def test_revoking_is_never_a_link(bruno: User) -> None:
    authorization = allow(bruno)
    assert sign_in(bruno).get(f"{LIST}{authorization.pk}/revoke/").status_code == 405
    assert Client().post(f"{LIST}{authorization.pk}/revoke/").status_code == 302


@pytest.mark.parametrize("number", [1, 12])
def test_the_list_needs_the_same_few_queries_however_long_it_is(
    bruno: User, number: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(number):
        allow(bruno)
    client = sign_in(bruno)
    with django_assert_max_num_queries(5):
        client.get(LIST)
