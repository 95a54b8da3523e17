"""/account and /account_archives: what the account is and uses, and all of its data as one file."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.accounts import services
from apps.accounts.models import Account, Archive, User
from apps.audit.models import Transaction
from apps.common.files.store import store
from tests.api.hawk_helpers import Signer
from tests.api.helpers import Program, lent_token, token_for
from tests.archives import new_archive
from tests.factories import TESTER, new_api_key

pytestmark = pytest.mark.django_db

EVERYTHING = [f"account:{action}" for action in ("view", "add", "edit", "delete")]


@pytest.fixture
def program(ana: User) -> Program:
    return Program(lent_token(ana, EVERYTHING))


def data(response: Any) -> Any:
    assert response.status_code in (200, 201), response.content
    return response.json()["data"]


def test_it_tells_the_facts(program: Program, ana: User, account: Account) -> None:
    services.name_owner(user=ana, by=TESTER)
    services.update_plan(account=account, users_limit=5, storage_megabytes=2, by=TESTER)
    shown = data(program.get("/api/account"))
    assert {name: shown[name] for name in ("name", "number", "closes_at", "storage_bytes")} == {
        "name": "Aguas del Valle", "number": 477, "closes_at": None, "storage_bytes": 0,
    }  # fmt: skip
    assert shown["owner"] == {"id": ana.pk, "name": "Ana Prado", "email": ana.email}
    # The call that asks is counted too.
    assert shown["usage"] == [
        {"name": "users", "used": 1, "limit": 5}, {"name": "storage", "used": 0, "limit": 2 * 1024**2},
        {"name": "consumers", "used": 1, "limit": None},
        {"name": "calls", "used": 1, "limit": None},
    ]  # fmt: skip


def test_an_end_is_told(program: Program, ana: User, account: Account) -> None:
    owner = services.name_owner(user=ana, by=TESTER)
    closing = services.ask_closing(account=account, owner=owner, by=TESTER)
    assert closing.closes_at is not None
    assert data(program.get("/api/account"))["closes_at"] == closing.closes_at.isoformat()


def test_an_archive_is_asked_for_and_watched(program: Program, ana: User) -> None:
    (asked,) = data(program.post("/api/account_archives", {}))
    assert (asked["state"], asked["size"], asked["finished_at"]) == ("waiting", None, None)
    assert Archive.objects.get().asker == ana
    again = program.post("/api/account_archives", {})
    assert (again.status_code, again.json()["code"]) == (409, "in_use")
    (shown,) = data(program.get(f"/api/account_archives/{asked['id']}"))
    assert shown == asked
    assert program.get(f"/api/account_archives_files/{asked['id']}").status_code == 404


def test_its_file_is_taken_and_that_is_on_the_record(program: Program, account: Account) -> None:
    archive = new_archive(account, "BOMBA-1")
    taken = program.get(f"/api/account_archives_files/{archive.pk}")
    assert taken.getvalue() == b"archive BOMBA-1"
    assert (taken["Content-Type"], taken["X-Content-Type-Options"]) == ("application/zip", "nosniff")
    assert Transaction.objects.latest("number").action == "archive_downloaded"


def test_one_that_is_over_or_gone_is_not_there(program: Program, account: Account) -> None:
    archive = new_archive(account)
    store().delete(archive.file.stored_as)
    assert program.get(f"/api/account_archives_files/{archive.pk}").status_code == 404
    Archive.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert program.get(f"/api/account_archives_files/{archive.pk}").json()["code"] == "not_found"


def test_nobody_sees_another_accounts(program: Program, other_account: Account) -> None:
    archive = new_archive(other_account)
    for path in ("account_archives", "account_archives_files"):
        assert program.get(f"/api/{path}/{archive.pk}").status_code == 404
    assert program.get("/api/account_archives").json()["total"] == 0


def test_only_what_a_super_administrator_lends_gets_in(account: Account) -> None:
    pair = new_api_key(account)
    for path in ("/api/account", "/api/account_archives"):
        assert Program(token_for(account)).get(path).status_code == 403
        assert Signer(pair.owner.key, pair.plain).call("GET", path).status_code == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_it_is_neither_handed_over_nor_closed_by_a_program(program: Program, method: str) -> None:
    assert program.call(method, "/api/account", {"owner": 1}).status_code == 405
