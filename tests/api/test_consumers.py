"""/consumers: the whole life of a program, by a program."""

from typing import Any

import pytest

from apps.accounts.models import Account, PermissionGroup, User
from apps.audit.models import Transaction
from apps.connections.models import Consumer, IdempotencyKey
from apps.connections.services.authorizations import grant_authorization
from tests.api.automation import CONNECTIONS, consumer_of, errors, row, terraform
from tests.api.helpers import EVERYTHING, Program, lent_token
from tests.api.queries import cost_of
from tests.factories import CALLBACK, TESTER, GroupFactory, new_code_consumer, new_consumer
from tests.oauth import flow
from tests.threads import at_once

__all__ = ["terraform"]

CONSUMERS = "/api/consumers"
KEY = "3f0c7f52-20a4-4f6c-8d5e-61a4a35a4c0a"


@pytest.fixture
def robots(account: Account) -> PermissionGroup:
    return GroupFactory.create(account=account, name="Robots", permissions=["items:view"])


def asked(group: PermissionGroup, **changes: Any) -> dict[str, Any]:
    return {"name": "Puente ERP", "grant_type": "client_credentials", "id_permission_group": group.pk} | changes


def code_asked(group: PermissionGroup, **changes: Any) -> dict[str, Any]:
    return asked(group, grant_type="authorization_code", redirect_uris=[CALLBACK]) | changes


def token_of(client_id: str, secret: str) -> Any:
    return flow.post("/oauth/token", {"grant_type": "client_credentials"}, flow.basic(client_id, secret))


def status_with(client_id: str, secret: str) -> int:
    return int(token_of(client_id, secret).status_code)


def test_the_whole_life_of_a_consumer(terraform: Program, robots: PermissionGroup) -> None:
    made = row(terraform.post(CONSUMERS, asked(robots)))
    address, secrets = f"{CONSUMERS}/{made['client_id']}", f"/api/consumers_secrets/{made['client_id']}"
    first = made["client_secret"]
    token = token_of(made["client_id"], first).json()["access_token"]
    assert Program(token).get("/api/items").status_code == 200

    second = row(terraform.post(secrets, {"overlap_hours": 24}))["client_secret"]
    assert {status_with(made["client_id"], secret) for secret in (first, second)} == {200}
    assert terraform.post(secrets, {"overlap_hours": 24}).json()["code"] == "too_many_secrets"

    assert terraform.call("DELETE", secrets).json()["total"] == 1
    assert (status_with(made["client_id"], first), status_with(made["client_id"], second)) == (401, 200)

    assert row(terraform.put(address, {"enabled": False}))["enabled"] is False
    assert Program(token).get("/api/items").status_code == 401
    assert status_with(made["client_id"], second) == 401
    assert row(terraform.put(address, {"enabled": "true"}))["enabled"] is True
    assert status_with(made["client_id"], second) == 200

    gone = terraform.call("DELETE", address)
    assert (gone.status_code, gone.json()) == (200, {"success": True, "message": "200", "data": [], "total": 0})
    assert terraform.get(address).status_code == 404
    assert not Consumer.objects.filter(client_id=made["client_id"]).exists()


def test_what_was_done_is_on_the_record_with_the_user_for_whom(terraform: Program, robots: PermissionGroup) -> None:
    made = row(terraform.post(CONSUMERS, asked(robots)))
    terraform.put(f"{CONSUMERS}/{made['client_id']}", {"name": "Puente nuevo", "enabled": False})
    entries = Transaction.objects.filter(target_type="consumer", target_id=str(made["id"])).order_by("number")
    assert [entry.action for entry in entries] == ["consumer_created", "consumer_changed", "consumer_disabled"]
    assert {(entry.actor_kind, entry.actor_email) for entry in entries} == {("consumer", "ana@aguas.example")}


def test_a_consumer_looks_like_this(terraform: Program, robots: PermissionGroup) -> None:
    made = row(terraform.post(CONSUMERS, code_asked(robots, allowed_networks="192.0.2.0/24 198.51.100.0/24")))
    assert made["client_secret"].startswith("cnx")
    shown = row(terraform.get(f"{CONSUMERS}/{made['client_id']}"))
    assert "client_secret" not in shown
    assert shown == {name: value for name, value in made.items() if name != "client_secret"}
    consumer = consumer_of(made)
    assert shown == {
        "id": consumer.pk, "client_id": consumer.client_id, "name": "Puente ERP", "description": "",
        "grant_type": "authorization_code", "client_type": "confidential", "id_permission_group": robots.pk,
        "groups_permissions_description": "Robots", "enabled": True, "redirect_uris": [CALLBACK],
        "cannot_send_pkce": False, "authentication_method": "secret", "public_keys": "", "is_resource_server": False,
        "requires_par": False, "requires_dpop": False, "offers_sign_in": False, "algorithm": "RS256",
        "post_logout_redirect_uris": [], "may_manage_connections": False,
        "allowed_networks": ["192.0.2.0/24", "198.51.100.0/24"], "allowed_origins": [], "calls_per_minute": None,
        "created_at": consumer.created.isoformat(), "last_used_at": None, "last_used_from": None,
    }  # fmt: skip
    assert terraform.put(f"{CONSUMERS}/{made['client_id']}", shown).status_code == 200


def test_R111_the_secret_is_in_no_other_answer_and_nowhere_kept(terraform: Program, robots: PermissionGroup) -> None:
    headers = {"Idempotency-Key": KEY}
    made = terraform.post(CONSUMERS, asked(robots), **headers)
    assert "ETag" not in made
    assert made["Cache-Control"].startswith("no-store") or "no-store" in made["Cache-Control"]
    again = terraform.post(CONSUMERS, asked(robots), **headers)
    assert (again.status_code, again.json()["code"]) == (409, "answer_not_repeatable")
    assert Consumer.objects.filter(name="Puente ERP").count() == 1
    secret = row(made)["client_secret"]
    assert secret not in str(IdempotencyKey.objects.values())
    for path in (CONSUMERS, f"/api/consumers_secrets/{row(made)['client_id']}", "/api/transactions_log"):
        assert secret not in terraform.get(path).content.decode()


def test_one_without_a_secret_says_so(terraform: Program, robots: PermissionGroup) -> None:
    made = row(terraform.post(CONSUMERS, code_asked(robots, client_type="public")))
    assert made["client_secret"] is None
    refused = terraform.post(f"/api/consumers_secrets/{made['client_id']}", {"overlap_hours": 0})
    assert (refused.status_code, refused.json()["code"]) == (409, "without_secrets")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"grant_type": "password"}, "grant_type"),
        ({"id_permission_group": 987654321}, "id_permission_group"),
        ({"name": ""}, "name"),
        ({"redirect_uris": [CALLBACK]}, "redirect_uris"),
        ({"requires_par": True}, "requires_par"),
        ({"allowed_networks": ["nowhere"]}, "allowed_networks"),
        ({"allowed_origins": ["https://*.example"]}, "allowed_origins"),
        ({"calls_per_minute": 0}, "calls_per_minute"),
        ({"authentication_method": "private_key_jwt"}, "public_keys"),
        ({"may_manage_connections": True}, "may_manage_connections"),
        ({"client_id": "mine"}, "client_id"),
        ({"client_secret": "mine"}, "client_secret"),
    ],
)
def test_what_is_wrong_is_named(
    terraform: Program, robots: PermissionGroup, changes: dict[str, Any], field: str
) -> None:
    before = Consumer.objects.count()
    assert set(errors(terraform.post(CONSUMERS, asked(robots, **changes)))) == {field}
    assert Consumer.objects.count() == before


def test_what_is_required_is_named(terraform: Program) -> None:
    assert set(errors(terraform.post(CONSUMERS, {}))) == {"name", "grant_type", "id_permission_group"}


def test_a_name_that_is_taken_is_409(terraform: Program, robots: PermissionGroup, account: Account) -> None:
    new_consumer(account, name="Puente ERP")
    other = new_consumer(account, name="Otro").owner
    assert terraform.post(CONSUMERS, asked(robots)).status_code == 409
    assert terraform.put(f"{CONSUMERS}/{other.client_id}", {"name": "Puente ERP"}).status_code == 409


def test_grant_and_type_of_app_are_chosen_once(terraform: Program, account: Account, robots: PermissionGroup) -> None:
    app = new_code_consumer(account, permission_group=robots).owner
    address = f"{CONSUMERS}/{app.client_id}"
    assert set(errors(terraform.put(address, {"grant_type": "client_credentials"}))) == {"grant_type"}
    assert set(errors(terraform.put(address, {"client_type": "public"}))) == {"client_type"}
    assert terraform.put(address, {"grant_type": "authorization_code", "description": "Nueva"}).status_code == 200


def test_the_security_options_change(terraform: Program, account: Account, robots: PermissionGroup) -> None:
    app = new_code_consumer(account, permission_group=robots).owner
    changes = {
        "redirect_uris": [CALLBACK, "https://app.example/other"], "requires_par": True, "requires_dpop": True,
        "offers_sign_in": True, "algorithm": "ES256", "is_resource_server": True, "cannot_send_pkce": True,
        "allowed_origins": ["https://app.example"], "calls_per_minute": 60,
        "post_logout_redirect_uris": ["https://app.example/bye"],
    }  # fmt: skip
    shown = row(terraform.put(f"{CONSUMERS}/{app.client_id}", changes))
    assert {name: shown[name] for name in changes} == changes
    assert row(terraform.put(f"{CONSUMERS}/{app.client_id}", {"calls_per_minute": None}))["calls_per_minute"] is None


@pytest.mark.parametrize("wide", [["items:view", "items:delete", "meters:view"], ["transactions_log:view"]])
def test_R146_R108_nobody_gives_a_consumer_more_than_they_hold(
    ana: User, account: Account, robots: PermissionGroup, wide: list[str]
) -> None:
    program = Program(lent_token(ana, [*CONNECTIONS, *EVERYTHING]))
    group = GroupFactory.create(account=account, permissions=wide)
    assert set(errors(program.post(CONSUMERS, asked(group)))) == {"id_permission_group"}
    narrow = new_consumer(account, permission_group=robots).owner
    strong = new_consumer(account, permission_group=group).owner
    address = f"{CONSUMERS}/{narrow.client_id}"
    assert set(errors(program.put(address, {"id_permission_group": group.pk}))) == {"id_permission_group"}
    # Whoever chooses its address, its keys or its secret could be it.
    address = f"{CONSUMERS}/{strong.client_id}"
    assert program.put(address, {"description": "Mío"}).status_code == 400
    assert program.post(f"/api/consumers_secrets/{strong.client_id}", {"overlap_hours": 0}).status_code == 400
    assert program.put(address, {"id_permission_group": robots.pk}).status_code == 400
    assert strong.secrets.live().count() == 1
    # Taking it away gives nothing.
    assert program.call("DELETE", address).status_code == 200


def test_R146_R108_whoever_holds_part_of_what_it_can_be_lent_cannot_become_it(
    ana: User, account: Account, robots: PermissionGroup
) -> None:
    program = Program(lent_token(ana, ["api_connections:view", "api_connections:edit", *EVERYTHING]))
    strong = new_code_consumer(account, permission_group=robots, may_manage_connections=True).owner
    address, secrets = f"{CONSUMERS}/{strong.client_id}", f"/api/consumers_secrets/{strong.client_id}"
    moved = {"redirect_uris": ["https://elsewhere.example/back"]}
    assert set(errors(program.put(address, moved))) == {"may_manage_connections"}
    rotating = Program(lent_token(ana, ["api_connections:add", *EVERYTHING]))
    assert rotating.post(secrets, {"overlap_hours": 0}).status_code == 400
    assert strong.secrets.live().count() == 1
    every = Program(lent_token(ana, [*CONNECTIONS, *EVERYTHING]))
    assert row(every.put(address, moved))["redirect_uris"] == moved["redirect_uris"]
    assert every.post(secrets, {"overlap_hours": 0}).status_code == 201


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("name=Puente", ["Puente"]), ("grant_type=authorization_code", ["Portal"]), ("enabled=false", ["Viejo"]),
        ("groups_permissions_description=Robots", ["Puente"]), ("client_type=public", []),
    ],
)  # fmt: skip
def test_consumers_are_filtered(
    terraform: Program, account: Account, robots: PermissionGroup, query: str, found: list[str]
) -> None:
    new_consumer(account, name="Puente", permission_group=robots)
    new_code_consumer(account, name="Portal")
    new_consumer(account, name="Viejo", is_enabled=False)
    names = [entry["name"] for entry in terraform.get(f"{CONSUMERS}?{query}").json()["data"]]
    assert [name for name in names if not name.startswith("Consumidor")] == found


def test_R100_if_match_guards_change_and_deletion(
    terraform: Program, account: Account, robots: PermissionGroup
) -> None:
    consumer = new_consumer(account, permission_group=robots).owner
    address = f"{CONSUMERS}/{consumer.client_id}"
    tag = terraform.get(address)["ETag"]
    assert terraform.put(address, {"description": "Nueva"}, **{"If-Match": tag}).status_code == 200
    assert terraform.put(address, {"description": "Tarde"}, **{"If-Match": tag}).status_code == 412
    assert terraform.call("DELETE", address, **{"If-Match": tag}).status_code == 412
    assert terraform.call("DELETE", address, **{"If-Match": terraform.get(address)["ETag"]}).status_code == 200


def test_the_list_costs_the_same_however_long_it_is(
    terraform: Program, account: Account, robots: PermissionGroup
) -> None:
    app = new_code_consumer(account, permission_group=robots).owner
    terraform.get(CONSUMERS)
    short = cost_of(lambda: terraform.get(CONSUMERS))
    for _ in range(5):
        new_consumer(account, permission_group=robots)
    assert cost_of(lambda: terraform.get(CONSUMERS)) == short
    assert short.reads == cost_of(lambda: terraform.get(f"{CONSUMERS}/{app.client_id}")).reads == 2


def test_R116_a_consumer_that_deletes_itself_is_gone(ana: User) -> None:
    program = Program(lent_token(ana, CONNECTIONS))
    own = Consumer.objects.get(may_manage_connections=True)
    assert program.call("DELETE", f"{CONSUMERS}/{own.client_id}").status_code == 200
    assert program.get(CONSUMERS).status_code == 401


def test_deleting_one_ends_what_users_agreed_to(terraform: Program, account: Account, bruno: User) -> None:
    app = new_code_consumer(account).owner
    grant_authorization(consumer=app, user=bruno, scopes=["items:view"], by=TESTER)
    assert terraform.call("DELETE", f"{CONSUMERS}/{app.client_id}").status_code == 200
    assert terraform.get("/api/authorizations?email=bruno@aguas.example").json()["total"] == 0


@pytest.mark.django_db(transaction=True)
def test_of_several_that_make_the_same_one_at_once_one_makes_it(terraform: Program, robots: PermissionGroup) -> None:
    answers = at_once(4, lambda _number: terraform.post(CONSUMERS, asked(robots)).status_code)
    assert sorted(answers) == [201, 409, 409, 409]
    assert Consumer.objects.filter(name="Puente ERP").count() == 1


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ({"public_keys": "{}"}, "public_keys"),
        ({"public_keys": "{}", "authentication_method": "secret"}, "public_keys"),
        ({"allowed_networks": ["203.0.113.0/24\n198.51.100.0/24"]}, "allowed_networks"),
        ({"allowed_origins": ["https://a.example https://b.example"]}, "allowed_origins"),
    ],
    ids=str,
)
def test_nothing_that_was_sent_is_dropped_or_made_into_two(
    terraform: Program, robots: PermissionGroup, more: dict[str, Any], refused: str
) -> None:
    assert set(errors(terraform.post(CONSUMERS, asked(robots, **more)))) == {refused}
    made = row(terraform.post(CONSUMERS, asked(robots)))
    assert set(errors(terraform.put(f"{CONSUMERS}/{made['client_id']}", more))) == {refused}
