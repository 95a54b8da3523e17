"""A consumer's security options in its panel: all off at first, each kept only where it fits."""

import json
from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import Account, User
from apps.audit.models import Transaction
from apps.connections.models import Consumer
from tests.conftest import sign_in
from tests.factories import CALLBACK, GroupFactory, new_code_consumer, new_consumer
from tests.oauth.signing import Key
from tests.settings.conftest import HTMX, age_sign_in
from tests.settings.test_api_connections_consumers import ADD, SECRET, page_of


@pytest.fixture
def client_of_ana(ana: User) -> Client:
    return sign_in(ana)


@pytest.fixture
def fields(account: Account) -> dict[str, Any]:
    group = GroupFactory.create(account=account, name="Puentes")
    return {"name": "Puente", "permission_group": group.pk, "authorization_grant_type": "client-credentials"}


@pytest.fixture
def of_users(fields: dict[str, Any]) -> dict[str, Any]:
    return fields | {"authorization_grant_type": "authorization-code", "redirect_uris": CALLBACK}


EVERYTHING = {
    "requires_par": "on", "requires_dpop": "on", "offers_sign_in": "on", "algorithm": "ES256",
    "post_logout_redirect_uris": "https://app.example/bye", "is_resource_server": "on",
    "allowed_networks": "203.0.113.0/24", "allowed_origins": "https://app.example", "calls_per_minute": "30",
    "may_manage_connections": "on",
}  # fmt: skip


def test_nothing_is_on_by_itself(client_of_ana: Client, of_users: dict[str, Any]) -> None:
    assert '<details class="more">' in client_of_ana.get(ADD).content.decode()
    client_of_ana.post(ADD, of_users)
    made = Consumer.objects.get()
    assert (made.authentication_method, made.public_keys, made.algorithm) == ("secret", "", "RS256")
    switches = (made.requires_par, made.requires_dpop, made.offers_sign_in, made.is_resource_server)
    assert not any(switches)
    assert not made.may_manage_connections
    assert (made.allowed_networks, made.allowed_origins, made.calls_per_minute) == ("", "", None)
    assert '<details class="more">' in client_of_ana.get(page_of(made)).content.decode()


def test_every_option_is_kept_and_its_panel_opens_with_them(client_of_ana: Client, of_users: dict[str, Any]) -> None:
    client_of_ana.post(ADD, of_users | EVERYTHING)
    made = Consumer.objects.get()
    assert (made.requires_par, made.requires_dpop, made.offers_sign_in, made.is_resource_server) == (True,) * 4
    assert made.may_manage_connections
    assert (made.algorithm, made.post_logout_redirect_uris) == ("ES256", "https://app.example/bye")
    assert (made.allowed_networks, made.allowed_origins) == ("203.0.113.0/24", "https://app.example")
    assert made.calls_per_minute == 30
    assert '<details class="more" open>' in client_of_ana.get(page_of(made)).content.decode()


def test_what_does_not_fit_a_program_for_itself_is_dropped(client_of_ana: Client, fields: dict[str, Any]) -> None:
    client_of_ana.post(ADD, fields | EVERYTHING)
    made = Consumer.objects.get()
    assert (made.requires_par, made.offers_sign_in, made.post_logout_redirect_uris) == (False, False, "")
    assert (made.requires_dpop, made.is_resource_server) == (True, True)
    html = client_of_ana.get(page_of(made)).content.decode()
    assert "id_requires_par" not in html
    assert "id_offers_sign_in" not in html


def test_what_does_not_fit_a_public_app_is_dropped(client_of_ana: Client, of_users: dict[str, Any]) -> None:
    keys = {"client_type": "public", "authentication_method": "private_key_jwt", "public_keys": Key().key_set}
    client_of_ana.post(ADD, of_users | EVERYTHING | keys)
    made = Consumer.objects.get()
    assert (made.authentication_method, made.public_keys, made.is_resource_server) == ("secret", "", False)
    assert (made.requires_par, made.requires_dpop) == (True, True)
    html = client_of_ana.get(page_of(made)).content.decode()
    assert "id_public_keys" not in html
    assert "id_is_resource_server" not in html


def test_a_program_that_signs_gets_no_secret(client_of_ana: Client, fields: dict[str, Any]) -> None:
    keys = {"authentication_method": "private_key_jwt", "public_keys": Key().key_set}
    html = client_of_ana.post(ADD, fields | keys, headers=HTMX).content.decode()
    made = Consumer.objects.get()
    assert made.client_id in html
    assert not SECRET.search(html)
    assert "data-saved-it" not in html
    assert not made.secrets.exists()
    assert client_of_ana.get(page_of(made, "rotate")).status_code == 404
    assert "None: it signs with its private key" in client_of_ana.get(page_of(made)).content.decode()


def test_the_way_can_be_changed_and_the_secrets_go_with_it(client_of_ana: Client, account: Account) -> None:
    made = new_consumer(account).owner
    data = {"name": made.name, "permission_group": made.permission_group_id}
    keys = {"authentication_method": "private_key_jwt", "public_keys": Key().key_set}
    assert client_of_ana.post(page_of(made), data | keys).status_code == 302
    assert not made.secrets.live().exists()
    assert list(Transaction.objects.order_by("number").values_list("action", flat=True))[-2:] == [
        "consumer_changed", "secret_ended",
    ]  # fmt: skip
    assert client_of_ana.post(page_of(made), data | {"authentication_method": "secret"}).status_code == 302
    made.refresh_from_db()
    assert (made.public_keys, made.secrets.live().count()) == ("", 0)
    html = client_of_ana.post(page_of(made, "rotate"), {"overlap": 0}, headers=HTMX).content.decode()
    assert SECRET.search(html)


def test_saving_without_touching_the_way_keeps_it(client_of_ana: Client, account: Account) -> None:
    made = new_code_consumer(account, algorithm="ES256", offers_sign_in=True).owner
    data = {"name": "Otro", "permission_group": made.permission_group_id, "redirect_uris": CALLBACK}
    assert client_of_ana.post(page_of(made), data).status_code == 302
    made.refresh_from_db()
    assert (made.name, made.authentication_method, made.algorithm) == ("Otro", "secret", "ES256")
    assert made.secrets.live().count() == 1


def test_new_keys_need_the_password_again(client_of_ana: Client, account: Account) -> None:
    made = new_consumer(account).owner
    age_sign_in(client_of_ana)
    keys = {"authentication_method": "private_key_jwt", "public_keys": Key().key_set}
    data = {"name": made.name, "permission_group": made.permission_group_id}
    response = client_of_ana.post(page_of(made), data | keys)
    assert (response.status_code, response["Location"].startswith("/confirm/")) == (302, True)
    made.refresh_from_db()
    assert made.public_keys == ""


PRIVATE = json.dumps({"keys": [dict(Key().pair.export_private(as_dict=True))]})
SMALL = json.dumps({"keys": [Key("RS256", size=1024).public]})
MANY = json.dumps({"keys": [Key().public for _ in range(6)]})


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("", "Paste the public keys"), ("https://app.example/jwks.json", "not JSON"), ("[]", "Paste a JWK set"),
        ('{"keys": []}', "between one and 5"), (MANY, "between one and 5"), (PRIVATE, "Key 1: The member d is private"),
        (SMALL, "Key 1: An RSA key must have 2048"), ('{"keys": [{"kty": "oct", "k": "AA"}]}', "member k is private"),
        ('{"keys": [{"kty": "EC", "crv": "P-384", "x": "AA", "y": "AA"}]}', "must be P-256"),
        ('{"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}]}', "valid key"),
        ('{"keys": ["x"]}', "JSON object"), ("[" * 5000, "not JSON"), ("x" * 20_000, "too long"),
    ],
)  # fmt: skip
def test_what_is_no_set_of_public_keys_is_said_under_the_field(
    client_of_ana: Client, fields: dict[str, Any], keys: str, words: str
) -> None:
    sent = fields | {"authentication_method": "private_key_jwt", "public_keys": keys}
    response = client_of_ana.post(ADD, sent)
    assert response.status_code == 422
    assert words in str(response.context["form"].errors["public_keys"])
    assert '<details class="more" open>' in response.content.decode()
    assert not Consumer.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("allowed_origins", "http://app.example"), ("allowed_origins", "https://app.example/"),
        ("allowed_origins", "https://*.example"), ("allowed_origins", "null"), ("allowed_origins", "*"),
        ("allowed_origins", "https://app.example:443"), ("allowed_origins", "https://ana@app.example"),
        ("allowed_networks", "everywhere"), ("calls_per_minute", "0"), ("calls_per_minute", "-1"),
        ("post_logout_redirect_uris", "http://app.example/"), ("algorithm", "HS256"),
        ("authentication_method", "none"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_under_its_field(
    client_of_ana: Client, of_users: dict[str, Any], name: str, value: str
) -> None:
    response = client_of_ana.post(ADD, of_users | {name: value})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [name]


@pytest.mark.parametrize(
    "value", ["https://app.example", "https://app.example:8443\r\nhttp://localhost:3000", "http://[::1]:1"]
)
def test_an_origin_of_the_web_or_of_the_own_machine_is_kept(
    client_of_ana: Client, fields: dict[str, Any], value: str
) -> None:
    client_of_ana.post(ADD, fields | {"allowed_origins": value})
    assert Consumer.objects.get().allowed_origins.split() == value.split()


def test_R110_only_an_app_on_a_server_for_users_may_manage_connections(
    client_of_ana: Client, fields: dict[str, Any], of_users: dict[str, Any]
) -> None:
    switch = {"may_manage_connections": "on"}
    client_of_ana.post(ADD, fields | switch)
    client_of_ana.post(ADD, of_users | switch | {"name": "De bolsillo", "client_type": "public"})
    robot, phone = Consumer.objects.order_by("-name")
    assert (robot.may_manage_connections, phone.may_manage_connections) == (False, False)
    for consumer in (robot, phone):
        assert 'name="may_manage_connections"' not in client_of_ana.get(page_of(consumer)).content.decode()


def test_R125_who_let_a_consumer_manage_connections_is_on_the_record(client_of_ana: Client, account: Account) -> None:
    app = new_code_consumer(account, name="Terraform").owner
    group = app.permission_group_id
    posted = {"name": "Terraform", "permission_group": group, "redirect_uris": CALLBACK, "may_manage_connections": "on"}
    client_of_ana.post(page_of(app), posted)
    entry = Transaction.objects.get(action="consumer_changed")
    assert entry.changes == {"may_manage_connections": [False, True]}
    assert entry.actor_email == "ana@aguas.example"
