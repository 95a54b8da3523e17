"""More of the cast for the portal, and ways to ask as one of them."""

from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import Account, Role, User
from tests.factories import GroupFactory, UserFactory

HTMX = {"HX-Request": "true"}


@pytest.fixture
def alba(account: Account) -> User:
    return UserFactory.create(
        account=account, email="alba@aguas.example", name="Alba Gil", role=Role.ADMINISTRATOR, language="en"
    )


@pytest.fixture
def rita(account: Account) -> User:
    return UserFactory.create(account=account, email="rita@aguas.example", name="Rita Lugo", role=Role.READ_ONLY)


@pytest.fixture
def helper(account: Account) -> User:
    """Somebody of a group that may look after users, and see items, and nothing else."""
    actions = ("view", "add", "edit", "delete")
    permissions = [*(f"user_accounts:{action}" for action in actions), "items:view"]
    group = GroupFactory.create(account=account, name="Ayudantes", permissions=permissions)
    return UserFactory.create(
        account=account, email="hugo@aguas.example", name="Hugo Mena", role=Role.CUSTOM, permission_group=group
    )


def age_sign_in(client: Client, minutes: int = 11) -> None:
    """As if the person had proved who they are that much earlier."""
    session = client.session
    for proof in session["account_authentication_methods"]:
        proof["at"] -= minutes * 60
    session.save()


def streamed(response: Any) -> str:
    return b"".join(response.streaming_content).decode()
