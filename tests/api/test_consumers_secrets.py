"""/consumers_secrets and /api_key: what works now, masked; a new secret, once; the end of the old one."""

from typing import Any

import pytest

from apps.accounts.models import Account, User
from apps.audit.models import Transaction
from apps.connections.models import ApiKey
from tests.api.automation import CONNECTIONS, errors, row, terraform
from tests.api.hawk_helpers import Signer
from tests.api.helpers import EVERYTHING, Program, lent_token
from tests.factories import GroupFactory, new_api_key, new_consumer

__all__ = ["terraform"]

ALL_DATA = ["view", "add", "edit", "delete", "reports"]


@pytest.fixture
def secrets(account: Account) -> str:
    group = GroupFactory.create(account=account, permissions=["items:view"])
    return f"/api/consumers_secrets/{new_consumer(account, permission_group=group).owner.client_id}"


@pytest.fixture
def keeper(account: Account, ana: User) -> Program:
    """Holds all that the account's key may do."""
    Account.objects.filter(pk=account.pk).update(enabled_modules=["items"])
    account.refresh_from_db()
    return Program(lent_token(ana, [*CONNECTIONS, *(f"items:{action}" for action in ALL_DATA)]))


def test_the_live_secrets_are_shown_masked(terraform: Program, secrets: str) -> None:
    plain = row(terraform.post(secrets, {"overlap_hours": 72}))["client_secret"]
    answer = terraform.get(secrets).json()
    assert answer["total"] == 2
    newest, oldest = answer["data"]
    assert set(newest) == {"secret", "created_at", "expires_at", "last_used_at", "last_used_from"}
    assert newest["secret"] == f"••••••{plain[-4:]}"
    assert (newest["expires_at"], oldest["expires_at"] is None) == (None, False)


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_the_old_secret_ends_now(terraform: Program, secrets: str, method: str) -> None:
    terraform.post(secrets, "overlap_hours=168", kind="application/x-www-form-urlencoded")
    assert terraform.call(method, secrets).json()["total"] == 1
    assert terraform.call(method, secrets).json()["total"] == 1
    assert Transaction.objects.filter(action="secret_ended", actor_email="ana@aguas.example").count() == 1


@pytest.mark.parametrize("body", [{}, {"overlap_hours": 1}, {"overlap_hours": "forever"}, {"overlap_hours": None}])
def test_an_overlap_is_chosen_knowingly(terraform: Program, secrets: str, body: dict[str, Any]) -> None:
    assert set(errors(terraform.post(secrets, body))) == {"overlap_hours"}
    assert terraform.get(secrets).json()["total"] == 1


def test_no_overlap_ends_the_old_one_at_once(terraform: Program, secrets: str) -> None:
    terraform.post(secrets, {"overlap_hours": 0})
    assert terraform.get(secrets).json()["total"] == 1


def test_ending_takes_no_body(terraform: Program, secrets: str) -> None:
    assert set(errors(terraform.put(secrets, {"secret": "1234"}))) == {"secret"}


def test_R111_a_new_secret_is_never_repeated(terraform: Program, secrets: str) -> None:
    headers = {"Idempotency-Key": "one-of-these"}
    assert "ETag" not in terraform.post(secrets, {"overlap_hours": 24}, **headers)
    again = terraform.post(secrets, {"overlap_hours": 24}, **headers)
    assert (again.status_code, again.json()["code"]) == (409, "answer_not_repeatable")
    assert terraform.get(secrets).json()["total"] == 2


# --- the account's own key -------------------------------------------------------------------------------------------


def test_the_key_is_made_rotated_and_the_old_secret_ended(keeper: Program, account: Account) -> None:
    assert keeper.get("/api/api_key").json()["data"] == []
    assert keeper.put("/api/api_key").status_code == 404
    first = row(keeper.post("/api/api_key", {"overlap_hours": 0}))
    second = row(keeper.post("/api/api_key", {"overlap_hours": 24}))
    assert (first["key"], second["key"]) == (ApiKey.objects.get().key,) * 2
    signers = [Signer(made["key"], made["secret"]) for made in (first, second)]
    assert [signer.call("GET", "/api/items").status_code for signer in signers] == [200, 200]
    assert keeper.post("/api/api_key", {"overlap_hours": 24}).json()["code"] == "too_many_secrets"
    shown = row(keeper.put("/api/api_key"))
    assert [secret["secret"] for secret in shown["secrets"]] == [f"••••••{second['secret'][-4:]}"]
    assert [signer.call("GET", "/api/items").status_code for signer in signers] == [401, 200]
    assert second["secret"] not in keeper.get("/api/api_key").content.decode()


def test_R146_R108_the_key_is_for_whoever_holds_all_that_it_may_do(account: Account, ana: User) -> None:
    program = Program(lent_token(ana, [*CONNECTIONS, *EVERYTHING]))
    assert program.post("/api/api_key", {"overlap_hours": 0}).status_code == 400
    assert not ApiKey.objects.exists()
    new_api_key(account)
    assert program.post("/api/api_key", {"overlap_hours": 0}).status_code == 400
    assert ApiKey.objects.get().secrets.live().count() == 1


def test_R102_each_account_has_its_own_key(keeper: Program, other_account: Account) -> None:
    theirs = new_api_key(other_account).owner
    assert theirs.key not in keeper.get("/api/api_key").content.decode()
    row(keeper.post("/api/api_key", {"overlap_hours": 0}))
    assert theirs.secrets.live().count() == 1
