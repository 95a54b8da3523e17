"""Requests signed with the account's API key: accepted, refused, answered with a signature."""

import base64
import json
import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from apps.accounts.models import Account
from apps.accounts.services.modules import turn_module_off
from apps.audit.models import Transaction
from apps.common.tokens import Prefix, new_token
from apps.connections import hawk
from apps.connections.models import ApiKey, ApiSecret, HawkNonce
from apps.connections.services import api_keys
from tests.api.hawk_helpers import Signer, refused, send
from tests.api.helpers import Program, new_item, token_for
from tests.factories import TESTER, new_api_key
from tests.files import PDF

NEW = json.dumps({"code": "EQ-1", "id_type_item": 2, "field_1": "Bomba"})


def test_the_account_calls_with_every_enabled_module(account: Account, signer: Signer) -> None:
    new_item(account)
    assert signer.call("GET", "/api/items").json()["total"] == 1
    me = signer.call("GET", "/api/me").json()["data"]
    assert me["api_key"]["key"] == signer.key_id
    assert "items:delete" in me["permissions"]
    assert not [entry for entry in me["permissions"] if entry.startswith(("api_connections", "user_accounts"))]


def test_the_account_s_documents_are_data_which_the_key_reads_and_writes(account: Account, signer: Signer) -> None:
    body = json.dumps({"code": "M-1", "name": "Manual", "file": base64.b64encode(PDF).decode()})
    (row,) = signer.call("POST", "/api/documents", body).json()["data"]
    address = f"/api/documents_files/{row['file_path'].rpartition('/')[2]}"
    assert signer.call("GET", address).getvalue() == PDF
    turn_module_off(account=account, module="document_management", by=TESTER)
    assert signer.call("GET", "/api/documents").json()["code"] == "module_disabled"


def test_a_disabled_module_is_closed_to_the_key_too(account: Account, signer: Signer) -> None:
    Account.objects.filter(pk=account.pk).update(enabled_modules=[])
    response = signer.call("GET", "/api/items")
    assert (response.status_code, response.json()["code"]) == (403, "module_disabled")
    assert "WWW-Authenticate" not in response


def test_a_write_is_on_the_record_under_the_key(signer: Signer) -> None:
    assert signer.call("POST", "/api/items", NEW).status_code == 201
    entry = Transaction.objects.get(action="item_created")
    assert (entry.actor_kind, entry.actor_name) == ("api_key", signer.key_id)


def test_R074_a_payload_hash_is_checked_when_it_is_sent(signer: Signer) -> None:
    right = hawk.payload_hash("application/json", NEW.encode())
    assert signer.call("POST", "/api/items", NEW, hash=right).status_code == 201
    assert refused(signer.call("POST", "/api/items", NEW.replace("Bomba", "Otra"), hash=right))
    assert refused(signer.call("POST", "/api/items", "", hash=right))


def test_R070_what_the_header_may_also_carry_is_accepted(signer: Signer) -> None:
    assert signer.call("GET", "/api/items", ext="some data; 1=2", app="app", dlg="other").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/api/items?", "/api/items?limit=1", "/api/items?code=&code2=&a", "/api/items?b=2&a=1",
        "/api/items/?code=A%20B", "/api/items?code=%C3%B1+1", "/api/items?x=1&x=2",
    ],
)  # fmt: skip
def test_R070_path_and_query_are_verified_as_sent(signer: Signer, path: str) -> None:
    authorization = signer.sign("GET", path)
    assert send("GET", path, authorization, RAW_URI=path).status_code == 200


@pytest.mark.parametrize("name", ["RAW_URI", "REQUEST_URI"])
def test_R070_a_target_that_names_the_whole_url_is_verified_by_its_path(signer: Signer, name: str) -> None:
    authorization = signer.sign("GET", "/api/items?limit=1")
    response = send("GET", "/api/items?limit=1", authorization, **{name: "http://any.example:99/api/items?limit=1"})
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/items?limit=2"),
        ("GET", "/api/items"),
        ("GET", "/api/items/?limit=1"),
        ("PUT", "/api/items?limit=1"),
    ],
)
def test_R073_another_method_path_or_query_than_the_signed_one_is_refused(
    signer: Signer, method: str, path: str
) -> None:
    assert refused(send(method, path, signer.sign("GET", "/api/items?limit=1")))


@pytest.mark.parametrize("public", ["http://evil.example", "http://localhost:8000", "https://localhost"])
def test_R076_R073_another_host_or_port_than_the_public_one_is_refused(signer: Signer, public: str) -> None:
    stranger = Signer(signer.key_id, signer.key, public)
    assert refused(stranger.call("GET", "/api/items"))
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Port": "8000"}
    authorization = stranger.sign("GET", "/api/items")
    assert refused(Program(Authorization=authorization, **headers).get("/api/items"))


@pytest.mark.parametrize("public", ["https://conexiones.example", "https://Conexiones.example:8443"])
def test_R076_behind_a_proxy_the_public_host_and_port_are_what_was_signed(
    signer: Signer, settings: Any, public: str
) -> None:
    settings.PUBLIC_URL = public
    outside = Signer(signer.key_id, signer.key, public)
    authorization = outside.sign("GET", "/api/items")
    response = Program(Authorization=authorization, Host="127.0.0.1:8000").get("/api/items")
    assert response.status_code == 200


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-Forwarded-Host", "X-Original-URL", "X-Rewrite-URL"])
def test_R075_headers_outside_the_mac_change_nothing(signer: Signer, header: str) -> None:
    program = Program(Authorization=signer.sign("GET", "/api/items"), **{header: "/api/me"})
    assert program.get("/api/items").json()["data"] == []


@pytest.mark.parametrize("offset", [-59, 0, 59])
def test_R071_R133_a_clock_within_a_minute_is_accepted(signer: Signer, offset: int) -> None:
    assert signer.call("GET", "/api/items", ts=str(int(time.time()) + offset)).status_code == 200


@pytest.mark.parametrize("offset", [-62, 62, -(10**8), 10**10])
def test_R071_a_stale_clock_is_told_ours_with_a_proof(signer: Signer, offset: int) -> None:
    response = signer.call("GET", "/api/items", ts=str(int(time.time()) + offset))
    challenge = re.fullmatch(r'Hawk ts="(\d+)", tsm="([^"]+)", error="Stale timestamp"', response["WWW-Authenticate"])
    assert (response.status_code, response.json()["code"]) == (401, "stale_timestamp")
    assert challenge
    assert abs(int(challenge[1]) - time.time()) < 5
    assert challenge[2] == hawk.timestamp_mac(signer.key, int(challenge[1]))
    assert not HawkNonce.objects.exists()


def test_R071_R078_a_stale_clock_is_told_to_nobody_without_the_key(signer: Signer) -> None:
    forger = Signer(signer.key_id, "another key")
    assert refused(forger.call("GET", "/api/items", ts="1353832234"))


def test_R078_every_refusal_looks_the_same(signer: Signer, other_account: Account) -> None:
    theirs = new_api_key(other_account)
    once = signer.sign("GET", "/api/items")
    send("GET", "/api/items", once)
    attempts = [
        Signer("nobody", signer.key).call("GET", "/api/items"),
        Signer(signer.key_id, "another key").call("GET", "/api/items"),
        Signer(theirs.owner.key, signer.key).call("GET", "/api/items"),
        send("GET", "/api/items", "Hawk nonsense"),
        send("GET", "/api/items", "Hawk"),
        send("GET", "/api/items", once),
        send("GET", "/api/items", once + ", Bearer x"),
        send("GET", "/api/items", f"{once}, {once}"),
        send("GET", "/api/items", once.replace("Hawk ", 'Hawk ext="a\nb", ')),
        send("GET", "/api/items", once.replace('mac="', 'mac="x')),
        signer.call("GET", "/api/items", hash="wrong"),
    ]
    assert all(refused(response) for response in attempts)
    assert len({response.content for response in attempts}) == 1


def test_a_bewit_opens_nothing(signer: Signer) -> None:
    assert send("GET", "/api/items?bewit=ZGgzN2Znag", "").status_code == 401


def test_R018_a_suspended_account_is_refused(account: Account, signer: Signer) -> None:
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert refused(signer.call("GET", "/api/items"))


def test_R081_both_secrets_sign_during_the_overlap_and_the_use_is_noted_at_the_one_that_signed(signer: Signer) -> None:
    api_key = ApiKey.objects.get()
    new = api_keys.rotate_api_secret(api_key=api_key, overlap=timedelta(hours=24), by=TESTER)
    assert signer.call("GET", "/api/items").status_code == 200
    used = ApiSecret.objects.get(last_four=signer.key[-4:])
    assert used.last_used_from == "127.0.0.1"
    assert ApiSecret.objects.exclude(pk=used.pk).get().last_used_at is None
    assert Signer(signer.key_id, new.plain).call("GET", "/api/items").status_code == 200
    api_keys.end_old_api_secret(api_key=api_key, by=TESTER)
    assert refused(signer.call("GET", "/api/items"))
    assert Signer(signer.key_id, new.plain).call("GET", "/api/items").status_code == 200


def test_R081_a_rotation_without_overlap_and_a_deletion_end_the_old_secret_at_once(signer: Signer) -> None:
    api_key = ApiKey.objects.get()
    new = api_keys.rotate_api_secret(api_key=api_key, overlap=timedelta(0), by=TESTER)
    assert refused(signer.call("GET", "/api/items"))
    api_keys.delete_api_key(api_key=api_key, by=TESTER)
    assert refused(Signer(signer.key_id, new.plain).call("GET", "/api/items"))


def test_R122_a_sealed_secret_from_another_row_does_not_open(signer: Signer, other_account: Account) -> None:
    theirs = new_api_key(other_account)
    sealed = ApiSecret.objects.get(api_key=theirs.owner).sealed
    ApiSecret.objects.exclude(api_key=theirs.owner).update(sealed=sealed)
    assert refused(Signer(signer.key_id, theirs.plain).call("GET", "/api/items"))


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/items", 200),
        ("HEAD", "/api/items", 200),
        ("POST", "/api/items", 400),
        ("GET", "/api/items/NONE", 404),
        ("DELETE", "/api/items", 405),
    ],
)
def test_R079_every_answer_to_a_signed_request_is_signed(signer: Signer, method: str, path: str, status: int) -> None:
    authorization = signer.sign(method, path, nonce="abcd", ext="mine")
    response = send(method, path, authorization)
    payload_hash = hawk.payload_hash("application/json", response.content)
    mac = hawk.response_mac(signer.key, hawk.parse(authorization), signer.target(method, path), payload_hash)
    assert response.status_code == status
    assert response["Server-Authorization"] == f'Hawk mac="{mac}", hash="{payload_hash}"'


def test_an_answer_to_a_token_is_not_signed(account: Account) -> None:
    assert "Server-Authorization" not in Program(token_for(account)).get("/api/items")


def test_a_signed_call_costs_the_key_the_nonce_and_the_meter(
    signer: Signer, django_assert_num_queries: Callable[[int], Any]
) -> None:
    signer.call("GET", "/api/me")
    with django_assert_num_queries(3):
        signer.call("GET", "/api/me")


def test_R073_an_access_token_signs_nothing(account: Account, signer: Signer) -> None:
    assert refused(Signer(signer.key_id, new_token(Prefix.ACCESS_TOKEN)).call("GET", "/api/items"))
