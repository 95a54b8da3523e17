"""User Accounts in tests: its addresses, what its forms are sent, and asking as somebody."""

from typing import Any

from apps.accounts.models import User
from tests.conftest import sign_in

USERS = "/settings/user-accounts/accounts/"
GROUPS = "/settings/user-accounts/permission-groups/"
NORA: dict[str, Any] = {"name": "Nora Gil", "email": "nora@aguas.example", "role": "read_only", "language": ""}
READERS = {"name": "Lectores", "description": "Solo ver", "permissions": ["items:view"]}


def post(user: User, url: str, data: dict[str, Any] | None = None) -> Any:
    return sign_in(user).post(url, data or {}, follow=True)
