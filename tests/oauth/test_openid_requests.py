"""What the metadata promises to apps that sign people in, held against what the server does; and hints at who it is."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from apps.accounts.models import Account, User
from apps.connections.models import Consumer
from tests.factories import new_code_consumer
from tests.oauth.flow import App, answer, ask, browser, code, decide, introspect
from tests.oauth.openid_flow import claims_in, header_of, signed_in, userinfo


def metadata(name: str = "openid-configuration") -> dict[str, Any]:
    content: dict[str, Any] = Client().get(f"/.well-known/{name}").json()
    return content


def path_of(name: str) -> str:
    return str(urlsplit(metadata()[name]).path)


def test_R001_both_documents_say_the_same(db: None) -> None:
    assert metadata() == metadata("oauth-authorization-server")
    assert metadata()["issuer"] == "http://localhost"


def test_R001_every_address_of_signing_in_answers(sign_in_app: App, bruno: User) -> None:
    issued = signed_in(sign_in_app, bruno)
    header = {"Authorization": f"Bearer {issued['access_token']}"}
    assert Client().get(path_of("userinfo_endpoint"), headers=header).json()["sub"] == str(bruno.pk)
    assert Client().get(path_of("jwks_uri")).json()["keys"]
    assert browser(bruno).get(path_of("end_session_endpoint")).status_code == 200


def test_R001_every_algorithm_that_is_promised_signs(account: Account, bruno: User) -> None:
    promised = metadata()["id_token_signing_alg_values_supported"]
    apps = [new_code_consumer(account, offers_sign_in=True, algorithm=name) for name in promised]
    assert [header_of(signed_in(app, bruno)["id_token"])["alg"] for app in apps] == promised
    assert set(dict(Consumer.ALGORITHMS)) == set(promised)


def test_R001_every_claim_that_is_promised_is_told_and_no_other(sign_in_app: App, bruno: User) -> None:
    issued = signed_in(sign_in_app, bruno, "openid profile email", nonce="once")
    told = claims_in(issued["id_token"]).keys() | userinfo(issued["access_token"]).json().keys()
    assert told == set(metadata()["claims_supported"])


def test_R001_every_scope_of_signing_in_can_be_asked_for(sign_in_app: App, bruno: User) -> None:
    scopes = {"openid", "profile", "email"}
    assert scopes <= set(metadata()["scopes_supported"])
    assert not scopes & set(metadata("oauth-protected-resource")["scopes_supported"])
    assert set(signed_in(sign_in_app, bruno, " ".join(scopes))["scope"].split()) == scopes


@pytest.mark.parametrize("name", ["claims", "request", "request_uri"])
def test_R001_R145_what_is_not_supported_is_said_to_be_so(sign_in_app: App, bruno: User, name: str) -> None:
    assert metadata()[f"{name}_parameter_supported"] is False
    response = ask(browser(bruno), sign_in_app, scope="openid", **{name: '{"userinfo": {"email": null}}'})
    if name == "claims":
        assert [choice.scope for choice in response.context["form"].groups[0].choices] == ["openid"]
    else:
        assert answer(response)["error"] == f"{name}_not_supported"


def test_introspection_tells_of_signing_in_while_it_is_on(sign_in_app: App, bruno: User) -> None:
    plain = signed_in(sign_in_app, bruno, "openid items:view")["access_token"]
    assert introspect(sign_in_app, plain)["scope"] == "items:view openid"
    Consumer.objects.update(offers_sign_in=False)
    assert introspect(sign_in_app, plain)["scope"] == "items:view"


# --- id_token_hint ----------------------------------------------------------------------------------------------------


def test_an_app_that_names_somebody_else_gets_nobody_in_silence(sign_in_app: App, bruno: User, ana: User) -> None:
    hint = signed_in(sign_in_app, bruno)["id_token"]
    code(sign_in_app, ana, scope="openid")
    silent = {"scope": "openid", "prompt": "none", "id_token_hint": hint}
    assert "code" in answer(ask(browser(bruno), sign_in_app, **silent))
    assert answer(ask(browser(ana), sign_in_app, **silent))["error"] == "account_selection_required"


def test_somebody_else_is_asked_before_they_sign_in_instead(sign_in_app: App, bruno: User, ana: User) -> None:
    hint = signed_in(sign_in_app, bruno)["id_token"]
    code(sign_in_app, ana, scope="openid")
    assert ask(browser(ana), sign_in_app, scope="openid", id_token_hint=hint).status_code == 200
    assert ask(browser(bruno), sign_in_app, scope="openid", id_token_hint=hint).status_code == 302


@pytest.mark.parametrize("hint", ["x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "é" * 3000])
def test_what_we_did_not_sign_hints_at_nobody(sign_in_app: App, bruno: User, hint: str) -> None:
    client = browser(bruno)
    decide(client, ask(client, sign_in_app, scope="openid"))
    assert "code" in answer(ask(client, sign_in_app, scope="openid", prompt="none", id_token_hint=hint))
