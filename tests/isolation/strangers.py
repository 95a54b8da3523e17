"""Everybody who has something, but nothing of ours; and how to see that they got nothing."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test import Client

from apps.accounts import modules
from apps.accounts.models import Account, User
from tests.addresses import MEMBERS, Address
from tests.conftest import sign_in
from tests.test_isolation import TO_ACCOUNT, our_models

MARK = "Secretísimo"
STRANGERS = (
    "anonymous", "super administrator", "administrator", "custom", "read-only", "operator outside", "token", "API key",
)  # fmt: skip

Ask = Callable[[str, str], Any]


def browser_of(user: User | None) -> Ask:
    """A browser that keeps its session, even when an answer ends it."""
    session = {name: morsel.value for name, morsel in sign_in(user).cookies.items()} if user else {}

    def ask(method: str, path: str) -> Any:
        client = Client()
        client.cookies.load(session)
        return client.generic(method, path)

    return ask


def body_of(response: Any) -> bytes:
    body: bytes = response.getvalue() if response.streaming else response.content
    return body + str(response.headers).encode()


def rows_of(account: Account, tables: Container[str] | None = None) -> dict[str, list[Any]]:
    """All that the account holds, or what it holds in `tables`, to see whether anything of it changed."""
    paths = {model: TO_ACCOUNT[model._meta.label] for model in our_models()}
    asked = [model for model in paths if tables is None or model._meta.db_table in tables]
    found = [(model, model._base_manager.filter(**{path: account.pk})) for model in asked if (path := paths[model])]
    return {model._meta.label: list(rows.order_by("pk").values()) for model, rows in found}


@contextmanager
def written_tables() -> Iterator[set[str]]:
    """The tables that are written to inside: in no other can anything have changed."""
    names = {model._meta.db_table for model in our_models()}
    found: set[str] = set()

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if not sql.lstrip().upper().startswith("SELECT"):
            found.update(name for name in names if name in sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield found


def is_for_operators(address: Address) -> bool:
    """The list of accounts is what an operator is for; they see names and numbers, and enter visibly."""
    return address.name.startswith("settings:accounts_account_")


def is_nothing(response: Any) -> bool:
    """404; or a refusal that says the same of every row: not signed in, not permitted, never done this way."""
    if response.status_code == 302:
        return str(response.headers["Location"]).startswith("/sign-in/")
    return response.status_code in (401, 403, 404, 405)


def is_missing(response: Any) -> bool:
    return response.status_code in (404, 405)


def could_open_it_at_home(who: str, address: Address) -> bool:
    """Whether the stranger may open the same page about a row of their own."""
    if address.name.endswith("-one"):
        return who == "token" or (who == "API key" and is_about_data(address))
    return who == "super administrator" and not is_for_operators(address)


def is_about_data(address: Address) -> bool:
    """A key pair opens the account's data and none of its settings."""
    return MEMBERS[address.name].module in {module.name for module in modules.data()}


def faults(who: str, address: Address, what: str, response: Any, marks: list[bytes]) -> Iterator[str]:
    # What the stranger said themselves comes back in the address to sign in, and tells nothing.
    body = body_of(response).replace(what.partition(" ")[2].encode(), b"")
    yield from (f"{who}: {what} shows {mark!r}" for mark in marks if mark in body)
    if address.is_about_a_row and not is_nothing(response):
        yield f"{who}: {what} answers {response.status_code}"
    if address.is_about_a_row and could_open_it_at_home(who, address) and not is_missing(response):
        yield f"{who}: {what} answers {response.status_code}, which is not 404"
