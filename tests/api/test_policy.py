"""What an account demands of its programs: from which networks they call, and that they sign their bodies."""

import json

import pytest

from apps.accounts.models import Account
from apps.connections import hawk
from apps.connections.models import CallMeter, Consumer
from tests.api.hawk_helpers import Signer
from tests.api.helpers import Program, token_for

NEW = json.dumps({"code": "EQ-1", "id_type_item": 2, "field_1": "Bomba"})
HERE, ELSEWHERE = "127.0.0.0/8 203.0.113.7", "203.0.113.0/24 2001:db8::/32"


@pytest.mark.parametrize(("networks", "status"), [("", 200), (HERE, 200), (ELSEWHERE, 403)])
def test_R109_a_token_works_from_the_networks_of_the_account(account: Account, networks: str, status: int) -> None:
    program = Program(token_for(account))
    Account.objects.filter(pk=account.pk).update(allowed_networks=networks)
    response = program.get("/api/items")
    assert response.status_code == status
    if status == 403:
        assert response.json()["code"] == "address_not_allowed"
        assert not CallMeter.objects.exists()
        assert Consumer.objects.get().last_used_at is None


@pytest.mark.parametrize(("networks", "status"), [("", 200), (HERE, 200), (ELSEWHERE, 403)])
def test_R109_a_token_works_from_the_networks_of_its_consumer(account: Account, networks: str, status: int) -> None:
    program = Program(token_for(account))
    Account.objects.filter(pk=account.pk).update(allowed_networks=HERE)
    Consumer.objects.update(allowed_networks=networks)
    assert program.get("/api/items").status_code == status


def test_a_signature_works_from_the_networks_of_the_account(account: Account, signer: Signer) -> None:
    Account.objects.filter(pk=account.pk).update(allowed_networks=ELSEWHERE)
    response = signer.call("GET", "/api/items")
    assert (response.status_code, response.json()["code"]) == (403, "address_not_allowed")
    assert "Server-Authorization" in response


def test_R074_where_bodies_must_be_signed_one_without_its_hash_is_refused_clearly(
    account: Account, signer: Signer
) -> None:
    Account.objects.filter(pk=account.pk).update(must_sign_bodies=True)
    response = signer.call("POST", "/api/items", NEW)
    assert (response.status_code, response.json()["code"]) == (403, "unsigned_body")
    assert "Server-Authorization" in response
    signed = signer.call("POST", "/api/items", NEW, hash=hawk.payload_hash("application/json", NEW.encode()))
    assert signed.status_code == 201
    assert signer.call("GET", "/api/items").status_code == 200


def test_R074_a_body_needs_no_hash_unless_the_account_demands_it(signer: Signer) -> None:
    assert signer.call("POST", "/api/items", NEW).status_code == 201


def test_R074_a_token_has_no_body_to_sign(account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(must_sign_bodies=True)
    assert Program(token_for(account)).post("/api/items", NEW).status_code == 201
