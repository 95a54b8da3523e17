"""Counting a call waits for no disk; whatever else is written does, as before."""

from __future__ import annotations

import pytest
from django.db import connection

from apps.accounts.models import Account
from tests.api.helpers import Program, token_for
from tests.growth.plans import planned

pytestmark = pytest.mark.django_db(transaction=True)


def commits() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        return str(cursor.fetchone()[0])


def test_only_the_statement_that_counts_a_call_is_committed_without_waiting_for_the_disk(account: Account) -> None:
    program = Program(token_for(account))
    program.get("/api/items")
    deed = planned(lambda: program.get("/api/items"))
    hasty = [one for one in deed.statements if "synchronous_commit" in one]
    assert [one.split()[:2] for one in hasty] == [["WITH", "held"]]
    assert commits() == "on"
