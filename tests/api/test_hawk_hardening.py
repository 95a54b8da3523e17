"""Requests that are nearly signed, and what a forger could learn from the refusal."""

import json
from typing import Any

import mohawk
import pytest
from django.db import OperationalError, connection
from mohawk.bewit import get_bewit

from apps.accounts.models import Account
from apps.connections import hawk
from apps.connections.models import HawkNonce
from apps.maintenance.models import Item
from tests.api.hawk_helpers import Signer, refused, send
from tests.factories import new_api_key

NEW = json.dumps({"code": "EQ-1", "id_type_item": 2, "field_1": "Bomba"})


@pytest.mark.parametrize(
    "damaged",
    [
        lambda text: "Hawk", lambda text: "Hawk ", lambda text: "hawk x", lambda text: text + ",",
        lambda text: text.replace('"', "'"), lambda text: text.replace(", ", " "), lambda text: text + ', evil="1"',
        lambda text: text + ', ext="a\\"b"', lambda text: text + ', id="again"',
        lambda text: text.replace("ts=", "st="),
        lambda text: text.replace('nonce="', 'nonce="' + "n" * 200), lambda text: text + ', ext="' + "e" * 5000 + '"',
        lambda text: text + ', dlg="alone"', lambda text: text + ', ext="\x00"', lambda text: text + ', ext="ñ"',
        lambda text: text.replace('ts="', 'ts="0'), lambda text: text.replace('ts="', 'ts="-'),
        lambda text: text.replace('ts="', 'ts="1e'), lambda text: f"{text}, {text}", lambda text: text + "\n",
    ],
)  # fmt: skip
def test_R077_R071_a_malformed_header_is_a_401_with_a_plain_challenge(signer: Signer, damaged: Any) -> None:
    assert refused(send("GET", "/api/items", damaged(signer.sign("GET", "/api/items"))))
    assert not HawkNonce.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "somebody"}, {"ts": "+1"}, {"nonce": "other"}, {"mac": "x"}, {"ext": "more"}, {"hash": "h"},
        {"app": "a"},
    ],
)  # fmt: skip
def test_R073_R072_an_altered_attribute_is_refused_and_spends_nothing(signer: Signer, changes: dict[str, str]) -> None:
    authorization = signer.sign("GET", "/api/items", nonce="abcd")
    header = vars(hawk.parse(authorization)) | changes
    if changes.get("ts"):
        header["ts"] = str(int(vars(hawk.parse(authorization))["ts"]) + 1)
    altered = "Hawk " + ", ".join(f'{name}="{value}"' for name, value in header.items() if value)
    assert refused(send("GET", "/api/items", altered))
    assert not HawkNonce.objects.exists()
    assert send("GET", "/api/items", authorization).status_code == 200


def test_R073_the_mac_of_an_answer_signs_no_request(signer: Signer) -> None:
    authorization = signer.sign("GET", "/api/items")
    header = hawk.parse(authorization)
    mac = hawk.response_mac(signer.key, header, signer.target("GET", "/api/items"), "")
    assert refused(send("GET", "/api/items", authorization.replace(header.mac, mac)))


def test_R073_another_algorithm_is_refused(signer: Signer) -> None:
    credentials = {"id": signer.key_id, "key": signer.key, "algorithm": "sha512"}
    sender = mohawk.Sender(credentials, "http://localhost/api/items", "GET", always_hash_content=False)
    assert refused(send("GET", "/api/items", sender.request_header))


def test_R080_a_bewit_that_is_right_opens_nothing(account: Account, signer: Signer) -> None:
    credentials = {"id": signer.key_id, "key": signer.key, "algorithm": "sha256"}
    resource = mohawk.base.Resource(
        credentials=credentials, method="GET", nonce="", url="http://localhost/api/items", timestamp=2**31, ext=""
    )
    for query in (f"bewit={get_bewit(resource)}", "bewit=ZGgzN2Znag"):
        response = send("GET", f"/api/items?{query}", "")
        assert (response.status_code, response.json()["code"]) == (401, "authentication_required")


@pytest.mark.parametrize(
    "extra",
    [
        {"HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE"}, {"HTTP_X_FORWARDED_HOST": "evil.example"},
        {"HTTP_X_FORWARDED_PORT": "1"}, {"HTTP_X_FORWARDED_PROTO": "gopher"}, {"HTTP_X_ORIGINAL_URL": "/api/me"},
        {"HTTP_FORWARDED": "host=evil.example"}, {"HTTP_HOST": "evil.example"},
    ],
)  # fmt: skip
def test_R075_headers_outside_the_mac_do_not_change_the_meaning(signer: Signer, extra: dict[str, str]) -> None:
    response = send("POST", "/api/items", signer.sign("POST", "/api/items"), NEW, **extra)
    assert response.status_code == 201
    assert Item.objects.get().code == "EQ-1"


def test_R075_a_signed_body_that_claims_to_be_compressed_is_not_read(signer: Signer) -> None:
    signed = signer.sign("POST", "/api/items", hash=hawk.payload_hash("application/json", NEW.encode()))
    assert send("POST", "/api/items", signed, NEW, HTTP_CONTENT_ENCODING="gzip").status_code == 415


def test_R078_no_refusal_holds_a_mac_or_says_why(signer: Signer) -> None:
    authorization = signer.sign("GET", "/api/items")
    response = send("GET", "/api/items", authorization.replace('mac="', 'mac="x'))
    right = hawk.request_mac(signer.key, hawk.parse(authorization), signer.target("GET", "/api/items"))
    everything = response.content.decode() + str(dict(response.headers))
    assert right not in everything
    assert signer.key_id not in everything


def test_R078_an_unknown_key_costs_as_many_macs_as_a_known_one(
    signer: Signer, other_account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    right = hawk.request_mac
    new_api_key(other_account)

    def counted(key: str, header: hawk.Header, target: hawk.Target) -> str:
        made.append(key)
        return right(key, header, target)

    monkeypatch.setattr(hawk, "request_mac", counted)
    wrong = Signer(signer.key_id, "another key").sign("GET", "/api/items")
    unknown = Signer("nobody", "another key").sign("GET", "/api/items")
    counts = []
    for authorization in (wrong, unknown):
        made.clear()
        assert refused(send("GET", "/api/items", authorization))
        counts.append(len(made))
    assert counts[0] == counts[1] > 0


@pytest.mark.django_db(transaction=True)
def test_R072_R130_when_a_nonce_cannot_be_kept_nobody_gets_in(signer: Signer) -> None:
    def failing(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("INSERT") and "hawknonce" in sql:
            raise OperationalError("disk full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(failing):
        response = signer.call("POST", "/api/items", NEW)
    assert (response.status_code, response.json()["code"]) == (503, "unavailable")
    assert not Item.objects.exists()
