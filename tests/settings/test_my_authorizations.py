"""My app authorizations: for everybody, of nobody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.permissions import actor_of_user
from apps.audit.models import Transaction
from apps.common.tokens import digest
from apps.connections.models import AccessToken, Authorization
from apps.connections.services.authorizations import grant_authorization
from apps.connections.services.revoking import revoke_authorizations
from apps.settings.people.paging import PAGE_SIZE
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
    assert not AccessToken.objects.live().exists()
    entry = Transaction.objects.get(action="authorization_revoked")
    assert (entry.actor_id, entry.target_id) == (str(bruno.pk), str(authorization.pk))


def test_what_is_revoked_stays_in_the_list_and_cannot_be_revoked_again(bruno: User) -> None:
    authorization = allow(bruno)
    client = sign_in(bruno)
    client.post(f"{LIST}{authorization.pk}/revoke/")
    page = client.get(LIST).content.decode()
    assert "Revoked" in page
    assert f"{authorization.pk}/revoke/" not in page


def test_its_panel_tells_who_it_is_what_it_used_and_what_stops(bruno: User) -> None:
    authorization = allow(bruno, "items:view", "items:edit", name="Campo móvil", description="Rutas")
    token_of(authorization)
    page = sign_in(bruno).get(f"{LIST}{authorization.pk}/").content.decode()
    for words in ("Rutas", "app.example", "0 of 2 permissions were used", "1 live token ends.", "you can undo it"):
        assert words in page


def test_for_ten_minutes_what_was_revoked_can_be_given_back_with_its_tokens(bruno: User) -> None:
    authorization = allow(bruno, name="Campo móvil")
    token_of(authorization)
    client = sign_in(bruno)
    revoked = client.post(f"{LIST}{authorization.pk}/revoke/", follow=True).content.decode()
    assert f'action="{LIST}{authorization.pk}/undo/"' in revoked
    answer = client.post(f"{LIST}{authorization.pk}/undo/", follow=True)
    assert "Campo móvil can act for you again." in answer.content.decode()
    assert AccessToken.objects.live().exists()


def test_afterwards_it_cannot(bruno: User) -> None:
    authorization = allow(bruno)
    client = sign_in(bruno)
    client.post(f"{LIST}{authorization.pk}/revoke/", follow=True)
    Authorization.objects.update(restorable_until=timezone.now())
    assert "/undo/" not in client.get(f"{LIST}{authorization.pk}/").content.decode()
    assert "too late" in client.post(f"{LIST}{authorization.pk}/undo/", follow=True).content.decode()
    assert not Authorization.objects.live().exists()


def test_what_an_administrator_revoked_is_not_given_back_by_the_user(bruno: User, ana: User) -> None:
    authorization = allow(bruno)
    revoke_authorizations(authorizations=[authorization], by=actor_of_user(ana, address=None))
    client = sign_in(bruno)
    assert "/undo/" not in client.get(LIST).content.decode()
    client.post(f"{LIST}{authorization.pk}/undo/")
    assert not Authorization.objects.live().exists()


def test_apps_are_found_by_name_and_description_and_the_search_stays_from_page_to_page(bruno: User) -> None:
    allow(bruno, name="Campo móvil")
    for number in range(PAGE_SIZE + 1):
        allow(bruno, name=f"Tablero {number}", description="Indicadores")
    client = sign_in(bruno)
    found = client.get(LIST, {"q": "campo"})
    assert [row["authorization"].consumer.name for row in found.context["rows"]] == ["Campo móvil"]
    assert client.get(LIST, {"q": "indicadores"}).context["next_url"] == "?q=indicadores&page=2"
    assert "Nothing matches" in client.get(LIST, {"q": "nothing"}).content.decode()
    assert client.get(LIST, {"q": "\0"}).status_code == 200


def test_nobody_revokes_what_another_person_allowed(bruno: User, ana: User, carla: User) -> None:
    authorization = allow(bruno)
    for other in map(sign_in, (ana, carla)):
        assert other.get(f"{LIST}{authorization.pk}/").status_code == 404
        for deed in ("revoke", "undo"):
            assert other.post(f"{LIST}{authorization.pk}/{deed}/").status_code == 404
    authorization.refresh_from_db()
    assert authorization.is_live


def test_revoking_is_never_a_link(bruno: User) -> None:
    authorization = allow(bruno)
    for deed in ("revoke", "undo"):
        assert sign_in(bruno).get(f"{LIST}{authorization.pk}/{deed}/").status_code == 405
        assert Client().post(f"{LIST}{authorization.pk}/{deed}/").status_code == 302


@pytest.mark.parametrize("number", [1, 12])
def test_the_list_needs_the_same_few_queries_however_long_it_is(
    bruno: User, number: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(number):
        allow(bruno)
    client = sign_in(bruno)
    with django_assert_max_num_queries(5):
        client.get(LIST)
