"""Nobody outside an account sees or changes anything of it: every URL, every way in."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from django.contrib.admin.sites import AdminSite
from django.test import Client
from django.urls import reverse

from apps.accounts.models import Account, User
from apps.settings.site import site
from tests.addresses import PASSWORD_LINK, every_address
from tests.conftest import sign_in
from tests.isolation.strangers import (
    MARK,
    STRANGERS,
    Ask,
    body_of,
    faults,
    is_for_operators,
    rows_of,
    written_tables,
)
from tests.undone import undone

ADDRESSES = every_address()

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", STRANGERS)
def test_R102_no_url_shows_or_changes_anything_of_another_account(
    ours: Account, strangers: dict[str, Ask], marks: list[bytes], who: str
) -> None:
    found: list[str] = []
    before = rows_of(ours)
    for address in ADDRESSES:
        if who == "operator outside" and is_for_operators(address):
            continue
        for path, method in product(address.paths(ours), ("GET", "POST", "PUT")):
            if method == "PUT" and not address.name.endswith("-one"):
                continue
            with undone(), written_tables() as written:
                response = strangers[who](method, path)
                found += faults(who, address, f"{method} {path}", response, marks)
                found += [f"{who}: {method} {path} changed {name}" for name in changed(ours, before, written)]
    assert found == []


def changed(account: Account, before: dict[str, list[Any]], tables: set[str]) -> list[str]:
    return [name for name, rows in rows_of(account, tables).items() if rows != before[name]]


def test_R102_a_row_that_was_never_made_answers_the_same(ours: Account, carla: User) -> None:
    """Otherwise the difference would tell which keys exist."""
    client = sign_in(carla)
    for name in ("connections_consumer_change", "accounts_user_change", "audit_transaction_change"):
        theirs = next(address for address in ADDRESSES if address.name == f"settings:{name}").paths(ours)[0]
        nobodys = reverse(f"settings:{name}", args=[987_654_321])
        assert _plain(client.get(theirs)) == _plain(client.get(nobodys))


def _plain(response: Any) -> tuple[int, bytes]:
    path = response.request["PATH_INFO"]
    lines = response.content.replace(path.encode(), b"").splitlines()
    return response.status_code, b"\n".join(line for line in lines if b"csrf" not in line.lower())


def test_an_operator_outside_sees_of_an_account_its_name_and_number(ours: Account, operator: User) -> None:
    page = sign_in(operator).get(reverse("settings:accounts_account_change", args=[ours.pk])).content.decode()
    assert f"{MARK} S.A." in page
    assert f"{MARK} puente" not in page
    assert f"{MARK.lower()}@" not in page


def test_a_password_link_that_was_never_sent_tells_nothing(ours: Account, marks: list[bytes]) -> None:
    address = next(address for address in ADDRESSES if address.name == PASSWORD_LINK)
    body = body_of(Client().get(address.paths(ours)[0], follow=True))
    assert [mark for mark in marks if mark in body] == []


def test_the_plain_admin_is_not_reachable() -> None:
    """Its own look-ups know nothing of accounts."""
    assert type(site) is not AdminSite
    assert {address.name for address in ADDRESSES if address.name.startswith("admin:")} == set()
