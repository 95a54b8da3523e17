"""The beginning of a whole list is asked for by a statement of its own; it is that of the list all the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from apps.accounts import modules
from apps.accounts.models import Account
from apps.api.resources.rows import RowsViewSet
from apps.api.urls import RESOURCES
from tests.api.helpers import Program, new_item, token_for
from tests.api.queries import cost_of
from tests.api.samples import one_of_each
from tests.committed import committed
from tests.factories import AccountFactory

pytestmark = pytest.mark.django_db
WHOLE = [
    resource.names[0] for resource in RESOURCES
    if issubclass(resource, RowsViewSet) and resource.lists_all and "get" in resource.collection
]  # fmt: skip


@pytest.fixture(scope="module")
def token(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Reads everything in an account with one of each, beside another account that has the same."""
    made: list[str] = []
    with committed(django_db_blocker, lambda: made.append(new_reader())):
        yield made[0]


def new_reader() -> str:
    for _ in range(2):
        account = AccountFactory.create(calls_per_minute=10_000)
        one_of_each(account)
    return token_for(account, sorted(modules.permissions_of(modules.grantable()) | modules.owners_permissions()))


@pytest.mark.parametrize("name", WHOLE)
def test_the_beginning_is_that_of_the_list(token: str, name: str) -> None:
    reader = Program(token)
    for limit in ("limit=1", "limit=100", ""):
        beginning, searched = (reader.get(f"/api/{name}?{limit}{more}") for more in ("", "&start=0"))
        assert (beginning.status_code, searched.status_code) == (200, 200)
        assert beginning.json() == searched.json(), name
        assert beginning["ETag"] == searched["ETag"]


def test_it_is_of_whoever_asks(account: Account, other_account: Account) -> None:
    new_item(account, "EQ-1", field_1="Bomba")
    new_item(other_account, "EQ-2", field_1="Molino")
    for one, code in ((account, "EQ-1"), (other_account, "EQ-2"), (account, "EQ-1")):
        (row,) = Program(token_for(one)).get("/api/items").json()["data"]
        assert (row["code"], row["id_company"]) == (code, one.number)


def test_a_list_with_nothing_in_it_has_no_beginning(account: Account) -> None:
    answer = Program(token_for(account)).get("/api/items").json()
    assert (answer["data"], answer["total"]) == ([], 0)


def test_rows_and_their_number_come_together(account: Account) -> None:
    for number in range(3):
        new_item(account, f"EQ-{number}")
    program = Program(token_for(account))
    program.get("/api/me")
    assert cost_of(lambda: program.get("/api/items?limit=2")).reads == 2
    assert program.get("/api/items?limit=2").json()["total"] == 3
