"""What an app is told of the user, and to which token."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import Account, User
from apps.accounts.services import deactivate_user
from apps.connections.models import AccessToken, Authorization, Consumer
from apps.connections.services.authorizations import grant_authorization
from apps.connections.services.enabling import disable_consumer
from apps.connections.services.revoking import revoke_authorizations
from tests.factories import TESTER, new_code_consumer
from tests.oauth.flow import App, introspect, token, tokens
from tests.oauth.openid_flow import claims_in, signed_in, userinfo
from tests.oauth.signing import Key
from tests.oauth.test_queries import queries

PATH = "/oauth/userinfo"


def error_of(response: Any) -> tuple[int, str]:
    assert response["Cache-Control"] == "no-store"
    assert response["WWW-Authenticate"].startswith('Bearer realm="Conexiones"')
    return response.status_code, response.json()["error"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_app_is_told_what_the_user_agreed_to(sign_in_app: App, bruno: User, method: str) -> None:
    issued = signed_in(sign_in_app, bruno, "openid profile email")
    response = userinfo(issued["access_token"], method)
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    assert response.json() == {
        "sub": str(bruno.pk),
        "name": "Bruno Sosa",
        "locale": "en",
        "zoneinfo": "UTC",
        "email": "bruno@aguas.example",
        "email_verified": False,
    }


@pytest.mark.parametrize(
    ("scope", "names"),
    [
        ("openid", {"sub"}),
        ("openid profile", {"sub", "name", "locale", "zoneinfo"}),
        ("openid email", {"sub", "email", "email_verified"}),
    ],
)
def test_of_what_was_not_asked_nothing_is_told(sign_in_app: App, bruno: User, scope: str, names: set[str]) -> None:
    assert userinfo(signed_in(sign_in_app, bruno, scope)["access_token"]).json().keys() == names


def test_it_is_the_same_person_everywhere(sign_in_app: App, account: Account, bruno: User) -> None:
    issued = signed_in(sign_in_app, bruno)
    other = signed_in(new_code_consumer(account, offers_sign_in=True), bruno)
    told = {
        claims_in(issued["id_token"])["sub"],
        claims_in(other["id_token"])["sub"],
        introspect(sign_in_app, issued["access_token"])["sub"],
        userinfo(issued["access_token"]).json()["sub"],
    }
    assert told == {str(bruno.pk)}


def test_the_language_is_the_users_own_written_as_the_standard_wants(
    sign_in_app: App, account: Account, bruno: User
) -> None:
    account.language, account.time_zone = "es", "America/Bogota"
    account.save()
    bruno.language = "pt-br"
    bruno.save()
    told = userinfo(signed_in(sign_in_app, bruno, "openid profile")["access_token"]).json()
    assert (told["locale"], told["zoneinfo"]) == ("pt-BR", "America/Bogota")


def test_a_token_for_something_else_is_not_enough(sign_in_app: App, robot: App, bruno: User) -> None:
    others = [tokens(sign_in_app, bruno, scope="items:view"), token(robot).json()]
    for issued in others:
        response = userinfo(issued["access_token"])
        assert error_of(response) == (403, "insufficient_scope")
        assert 'scope="openid"' in response["WWW-Authenticate"]


def test_without_a_token_only_the_way_is_told(db: None) -> None:
    response = Client().get(PATH)
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith('Bearer realm="Conexiones", DPoP algs="')
    assert "error" not in response["WWW-Authenticate"]


@pytest.mark.parametrize("header", ["Bearer x", "Bearer", "Basic eDp5", "Bearer a b", "Bearer x, Bearer y", "é"])
def test_what_is_no_token_is_refused_counted_and_never_looked_for(db: None, header: str) -> None:
    assert queries(lambda: Client().get(PATH, headers={"Authorization": header})) == 1
    assert error_of(Client().get(PATH, headers={"Authorization": header})) == (401, "invalid_token")


def test_a_token_counts_in_the_header_only(sign_in_app: App, bruno: User) -> None:
    plain = signed_in(sign_in_app, bruno)["access_token"]
    client, header = Client(), {"Authorization": f"Bearer {plain}"}
    assert error_of(client.get(PATH, {"access_token": "x"}, headers=header)) == (401, "invalid_token")
    assert client.post(PATH, {"access_token": plain}).status_code == 401
    client.force_login(bruno)
    assert client.get(PATH).status_code == 401


def test_no_refresh_token_and_no_id_token_opens_it(sign_in_app: App, bruno: User) -> None:
    issued = signed_in(sign_in_app, bruno)
    for name in ("refresh_token", "id_token"):
        assert error_of(userinfo(issued[name])) == (401, "invalid_token")


def expire(app: App, user: User) -> None:
    AccessToken.objects.update(expires=timezone.now())


def close_the_user(app: App, user: User) -> None:
    deactivate_user(user=user, by=TESTER)


def close_the_user_without_a_word(app: App, user: User) -> None:
    User.objects.get_queryset().filter(pk=user.pk).update(is_active=False)


def suspend(app: App, user: User) -> None:
    Account.objects.update(is_active=False)


def disable(app: App, user: User) -> None:
    disable_consumer(consumer=app.owner, by=TESTER)


def disable_without_a_word(app: App, user: User) -> None:
    Consumer.objects.update(is_enabled=False)


def take_back(app: App, user: User) -> None:
    revoke_authorizations(authorizations=Authorization.objects.all(), by=TESTER)


DEATHS = (expire, close_the_user, close_the_user_without_a_word, suspend, disable, disable_without_a_word, take_back)


@pytest.mark.parametrize("end", DEATHS)
def test_a_token_that_is_dead_at_the_api_is_dead_here(
    sign_in_app: App, bruno: User, end: Callable[[App, User], None]
) -> None:
    plain = signed_in(sign_in_app, bruno)["access_token"]
    assert userinfo(plain).status_code == 200
    end(sign_in_app, bruno)
    assert error_of(userinfo(plain)) == (401, "invalid_token")


def test_once_signing_in_is_switched_off_nothing_is_told(sign_in_app: App, bruno: User) -> None:
    plain = signed_in(sign_in_app, bruno)["access_token"]
    Consumer.objects.update(offers_sign_in=False)
    assert error_of(userinfo(plain)) == (403, "insufficient_scope")


def test_whoever_agrees_to_less_later_is_told_less_of(sign_in_app: App, bruno: User) -> None:
    plain = signed_in(sign_in_app, bruno, "openid email")["access_token"]
    grant_authorization(consumer=sign_in_app.owner, user=bruno, scopes=["openid"], asked=["openid", "email"], by=TESTER)
    assert userinfo(plain).json().keys() == {"sub"}


def test_a_bound_token_is_no_bearer(sign_in_app: App, bruno: User) -> None:
    plain = signed_in(sign_in_app, bruno)["access_token"]
    AccessToken.objects.update(jkt="k" * 43)
    assert error_of(userinfo(plain)) == (401, "invalid_token")


def test_a_bound_token_is_shown_with_a_proof_of_its_key(sign_in_app: App, bruno: User) -> None:
    plain, key = signed_in(sign_in_app, bruno)["access_token"], Key("ES256")
    AccessToken.objects.update(jkt=key.thumbprint)
    headers = {
        "Authorization": f"DPoP {plain}",
        "DPoP": key.proof("GET", "http://localhost/oauth/userinfo", token=plain),
    }
    assert Client().get(PATH, headers=headers).json() == {"sub": str(bruno.pk)}
    again = Client().get(PATH, headers=headers)
    assert error_of(again) == (401, "invalid_dpop_proof")


@pytest.mark.parametrize("owner", [Account, Consumer])
def test_from_an_address_that_is_not_allowed_nothing_is_told(
    sign_in_app: App, bruno: User, owner: type[Account | Consumer]
) -> None:
    plain = signed_in(sign_in_app, bruno)["access_token"]
    owner._default_manager.update(allowed_networks="203.0.113.0/24")
    assert error_of(userinfo(plain)) == (403, "access_denied")


def test_it_costs_one_query_besides_noting_the_use(sign_in_app: App, bruno: User) -> None:
    plain = signed_in(sign_in_app, bruno, "openid profile email")["access_token"]
    userinfo(plain)
    assert queries(lambda: userinfo(plain)) == 1
    used = Authorization.objects.get().last_used_at
    assert used is not None
    assert timezone.now() - used < timedelta(minutes=1)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_told_so(db: None, method: str) -> None:
    response = Client().generic(method, PATH)
    assert (response.status_code, response["Allow"]) == (405, "GET, POST")
