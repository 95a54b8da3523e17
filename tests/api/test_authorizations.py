"""/authorizations: who lets which consumer act for them, and taking that back."""

import pytest

from apps.accounts.models import Account, User
from apps.audit.models import Transaction
from apps.connections.models import AccessToken, Authorization, Consumer
from apps.connections.services.authorizations import grant_authorization
from tests.api.automation import errors, row, terraform
from tests.api.helpers import Program, new_access_token, new_item
from tests.api.queries import cost_of
from tests.factories import TESTER, GroupFactory, UserFactory, new_code_consumer

__all__ = ["terraform"]

AUTHORIZATIONS = "/api/authorizations"


@pytest.fixture
def portal(account: Account) -> Consumer:
    group = GroupFactory.create(account=account, permissions=["items:view", "items:edit"])
    return new_code_consumer(account, name="Portal", permission_group=group).owner


def test_an_authorization_looks_like_this(terraform: Program, portal: Consumer, bruno: User) -> None:
    made = grant_authorization(consumer=portal, user=bruno, scopes=["items:view", "items:edit"], by=TESTER)
    assert row(terraform.get(f"{AUTHORIZATIONS}/{made.pk}")) == {
        "id": made.pk, "client_id": portal.client_id, "consumers_description": "Portal", "id_account": bruno.pk,
        "name": "Bruno Sosa", "email": "bruno@aguas.example", "permissions": ["items:edit", "items:view"],
        "active": True, "granted_at": made.granted_at.isoformat(), "first_used_at": None, "last_used_at": None,
        "last_used_from": None, "revoked_at": None,
    }  # fmt: skip


def test_one_is_taken_back_and_its_tokens_end(terraform: Program, portal: Consumer, bruno: User) -> None:
    program = Program(new_access_token(portal, user=bruno))
    address = f"{AUTHORIZATIONS}/{Authorization.objects.get(user=bruno).pk}"
    assert program.get("/api/items").status_code == 200
    assert terraform.call("DELETE", address).json()["data"] == []
    assert program.get("/api/items").status_code == 401
    assert row(terraform.get(address))["active"] is False
    assert terraform.call("DELETE", address).status_code == 200
    entry = Transaction.objects.get(action="authorization_revoked")
    assert (entry.actor_kind, entry.actor_email) == ("consumer", "ana@aguas.example")


def test_all_of_a_consumer_are_taken_back_at_once(terraform: Program, account: Account, portal: Consumer) -> None:
    for _ in range(3):
        new_access_token(portal, user=UserFactory.create(account=account))
    other = new_code_consumer(account).owner
    grant_authorization(consumer=other, user=UserFactory.create(account=account), scopes=["items:view"], by=TESTER)
    answer = terraform.call("DELETE", f"{AUTHORIZATIONS}?client_id={portal.client_id}")
    assert (answer.status_code, answer.json()["data"], answer.json()["total"]) == (200, [], 3)
    assert not Authorization.objects.live().filter(consumer=portal).exists()
    assert not AccessToken.objects.live().filter(application=portal).exists()
    assert Authorization.objects.live().filter(consumer=other).count() == 1
    assert terraform.call("DELETE", f"{AUTHORIZATIONS}?client_id={portal.client_id}").json()["total"] == 0


def test_taking_back_many_costs_as_many_queries_as_few(terraform: Program, account: Account) -> None:
    costs = []
    terraform.get(AUTHORIZATIONS)
    for number in (2, 6):
        app = new_code_consumer(account).owner
        for _ in range(number):
            new_access_token(app, user=UserFactory.create(account=account))
        costs.append(cost_of(lambda: terraform.call("DELETE", f"{AUTHORIZATIONS}?client_id={app.client_id}")))  # noqa: B023
    assert costs[0].reads == costs[1].reads
    assert costs[0].writes == costs[1].writes


@pytest.mark.parametrize(("query", "status"), [("", 400), ("?client_id=", 400), ("?client_id=unknown", 404)])
def test_all_of_nobody_are_not_taken_back(terraform: Program, portal: Consumer, query: str, status: int) -> None:
    before = Authorization.objects.live().count()
    answer = terraform.call("DELETE", AUTHORIZATIONS + query)
    assert answer.status_code == status
    assert status == 404 or set(errors(answer)) == {"client_id"}
    assert Authorization.objects.live().count() == before


def test_R102_all_of_another_account_are_not_taken_back(terraform: Program, carla: User) -> None:
    assert carla.account is not None
    theirs = new_code_consumer(carla.account).owner
    grant_authorization(consumer=theirs, user=carla, scopes=["items:view"], by=TESTER)
    assert terraform.call("DELETE", f"{AUTHORIZATIONS}?client_id={theirs.client_id}").status_code == 404
    assert Authorization.objects.live().filter(consumer=theirs).exists()


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("email=bruno@aguas.example", 1), ("client_id={client_id}", 1), ("id_account={user}", 1), ("active=false", 0),
        ("active=true", 2), ("since=2000-01-01", 2), ("until=2000-01-01", 0),
        ("since=2000-01-01&type_date=revoked_at", 0),
    ],
)  # fmt: skip
def test_authorizations_are_filtered(terraform: Program, portal: Consumer, bruno: User, query: str, total: int) -> None:
    grant_authorization(consumer=portal, user=bruno, scopes=["items:view"], by=TESTER)
    asked = query.format(client_id=portal.client_id, user=bruno.pk)
    assert terraform.get(f"{AUTHORIZATIONS}?{asked}").json()["total"] == total


def test_the_list_costs_the_same_however_long_it_is(terraform: Program, account: Account, portal: Consumer) -> None:
    new_item(account)
    terraform.get(AUTHORIZATIONS)
    short = cost_of(lambda: terraform.get(AUTHORIZATIONS))
    for _ in range(4):
        grant_authorization(consumer=portal, user=UserFactory.create(account=account), scopes=["items:view"], by=TESTER)
    assert cost_of(lambda: terraform.get(AUTHORIZATIONS)) == short
    assert short.reads == 2
