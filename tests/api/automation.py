"""A program to which Ana lent what it takes to look after the connections of her account."""

from __future__ import annotations

from typing import Any

import pytest

from apps.accounts.models import User
from apps.connections.models import Consumer
from tests.api.helpers import EVERYTHING, Program, lent_token

CONNECTIONS = [f"api_connections:{action}" for action in ("view", "add", "edit", "delete")]
PEOPLE = [f"user_accounts:{action}" for action in ("view", "add", "edit", "delete")]


@pytest.fixture
def terraform(ana: User) -> Program:
    """May do everything with connections, and with items: it cannot give what it does not hold."""
    return Program(lent_token(ana, [*CONNECTIONS, *PEOPLE, *EVERYTHING]))


def row(response: Any) -> dict[str, Any]:
    """The one row of an answer."""
    assert response.status_code in (200, 201), response.content
    found: dict[str, Any] = response.json()["data"][0]
    return found


def errors(response: Any) -> dict[str, str]:
    assert response.status_code == 400, response.content
    entries = response.json()["data"][0]["invalid_fields"]
    return {entry["field"]: entry["field_message"] for entry in entries}


def consumer_of(data: dict[str, Any]) -> Consumer:
    return Consumer.objects.get(client_id=data["client_id"])
