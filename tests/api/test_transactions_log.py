"""/transactions_log: what happened, in the words of the portal's own list."""

import pytest
from django.db import connection

from apps.accounts.models import Account, User
from apps.audit.actors import Actor, ActorKind
from apps.audit.models import Transaction
from apps.audit.record import record
from tests.api.automation import row
from tests.api.helpers import Program, token_for
from tests.api.queries import cost_of
from tests.factories import TESTER, new_consumer

LOG = "/api/transactions_log"
BRIDGE = Actor(ActorKind.CONSUMER, id="7", name="Puente ERP", email="ana@aguas.example", address="192.0.2.7")


@pytest.fixture
def auditor(account: Account) -> Program:
    return Program(token_for(account, ["transactions_log:view"]))


def test_an_entry_looks_like_this(auditor: Program, account: Account) -> None:
    consumer = new_consumer(account, name="Tablero").owner
    entry = record(
        "api_connections.consumer_changed", account=account, actor=BRIDGE, target=consumer,
        changes={"name": ["Antes", "Tablero"]},
    )  # fmt: skip
    assert row(auditor.get(f"{LOG}?limit=1")) == {
        "id": entry.number, "event_date": entry.at.isoformat(), "ip_address": "192.0.2.7", "name": "Puente ERP",
        "email": "ana@aguas.example", "module": "API Connections", "sub_module": "OAuth consumer", "action": "Edit",
        "description": "The OAuth consumer Tablero was changed.", "data_action": {"name": ["Antes", "Tablero"]},
    }  # fmt: skip


def test_the_words_are_those_of_the_caller(auditor: Program, account: Account) -> None:
    new_consumer(account, name="Tablero")
    shown = row(auditor.get(f"{LOG}?limit=1", **{"Accept-Language": "es"}))
    assert (shown["module"], shown["sub_module"]) != ("API Connections", "OAuth consumer")
    found = auditor.get(f"{LOG}?sub_module={shown['sub_module']}", **{"Accept-Language": "es"}).json()
    assert found["data"][0] == shown


def test_an_event_that_nobody_described_is_still_readable(auditor: Program, account: Account) -> None:
    record("items.item_moved", account=account, actor=TESTER)
    shown = row(auditor.get(f"{LOG}?limit=1"))
    assert (shown["action"], shown["sub_module"], shown["ip_address"]) == ("Item moved", "", None)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("module=items", {"first", "second"}),
        ("module=Items", {"first", "second"}),
        ("module=API Connections", {"third"}),
        ("action=edit", {"second"}),
        ("action=Edit", {"second"}),
        ("action=item_created", {"first"}),
        ("module=items&action=Add", {"first"}),
        ("sub_module=consumer", {"third"}),
        ("sub_module=OAuth consumer", {"third"}),
        ("sub_module=nothing", set()),
        ("name=Puente ERP", {"first", "second", "third"}),
        ("email=nobody@aguas.example", set()),
        ("since=2000-01-01&name=Puente ERP", {"first", "second", "third"}),
        ("until=2000-01-01", set()),
    ],
)
def test_the_log_is_filtered(auditor: Program, account: Account, query: str, found: set[str]) -> None:
    consumer = new_consumer(account).owner
    numbers = {
        record(event, account=account, actor=BRIDGE, target=target).number: name
        for name, event, target in (
            ("first", "items.item_created", None), ("second", "items.item_changed", None),
            ("third", "api_connections.secret_rotated", consumer),
        )
    }  # fmt: skip
    answer = auditor.get(f"{LOG}?{query}&limit=100").json()
    assert {numbers[entry["id"]] for entry in answer["data"] if entry["id"] in numbers} == found


def test_the_newest_comes_first_and_every_row_once(auditor: Program, account: Account) -> None:
    for _ in range(5):
        record("items.item_created", account=account, actor=BRIDGE)
    every = [entry["id"] for entry in auditor.get(LOG).json()["data"]]
    assert every == sorted(every, reverse=True)
    pages = [auditor.get(f"{LOG}?start={start}&limit=2").json()["data"] for start in range(0, len(every), 2)]
    assert [entry["id"] for page in pages for entry in page] == every


def test_R126_nothing_is_written_here(auditor: Program, account: Account) -> None:
    everything = Program(token_for(account, [f"transactions_log:{word}" for word in ("view", "add", "edit", "delete")]))
    assert {everything.call(method, LOG, {}).status_code for method in ("POST", "PUT", "DELETE")} == {405}


def test_the_list_costs_the_same_however_long_it_is(auditor: Program, account: Account, ana: User) -> None:
    auditor.get(LOG)
    short = cost_of(lambda: auditor.get(LOG))
    for _ in range(5):
        record("user_accounts.user_changed", account=account, actor=BRIDGE, target=ana, changes={"name": ["A", "B"]})
    assert cost_of(lambda: auditor.get(LOG)) == short
    assert short.reads == 2


@pytest.mark.parametrize("query", [{}, {"module": "items"}])
def test_a_page_of_the_log_is_read_from_an_index(account: Account, query: dict[str, str]) -> None:
    plan = Transaction.objects.for_api(account).filter(**query)[:25].explain()
    index = "transaction_by_module" if query else "transaction_by_date"
    assert connection.vendor == "postgresql" or index in plan
