"""Calling the API as a program does, with tokens made here and not at the oauth door."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from apps.accounts import modules
from apps.accounts.models import Account, Role, User
from apps.common.tokens import Prefix, digest, new_token
from apps.connections.models import AccessToken, Consumer
from apps.connections.services.authorizations import grant_authorization
from apps.maintenance.models import Item, ItemType
from apps.maintenance.services.items import create_item
from tests.factories import TESTER, GroupFactory, UserFactory, new_code_consumer, new_consumer

EVERYTHING = ["items:view", "items:add", "items:edit", "items:delete"]


def new_access_token(
    consumer: Consumer, *, user: User | None = None, scope: str = "api", lifetime: timedelta = timedelta(hours=2)
) -> str:
    """A plain access token of `consumer`; with `user`, one that this user consented to."""
    plain = new_token(Prefix.ACCESS_TOKEN)
    authorization = grant_authorization(consumer=consumer, user=user, scopes=scope.split(), by=TESTER) if user else None
    AccessToken.objects.create(
        token_checksum=digest(plain),
        application=consumer,
        user=user,
        authorization=authorization,
        scope=scope,
        expires=timezone.now() + lifetime,
    )
    return plain


def token_for(account: Account, permissions: list[str] | None = None, **options: Any) -> str:
    """A token that holds `permissions`; for those that only a Super Administrator holds, one that they lent."""
    if modules.owners_permissions().intersection(permissions or ()):
        owner = UserFactory.create(account=account, role=Role.SUPER_ADMINISTRATOR)
        return lent_token(owner, permissions or [], **options)
    group = GroupFactory.create(account=account, permissions=EVERYTHING if permissions is None else permissions)
    return new_access_token(new_consumer(account, permission_group=group).owner, **options)


def user_token(user: User, permissions: list[str] | None = None, **options: Any) -> str:
    assert user.account is not None
    group = GroupFactory.create(account=user.account, permissions=EVERYTHING if permissions is None else permissions)
    consumer = new_code_consumer(user.account, permission_group=group).owner
    return new_access_token(consumer, user=user, **options)


def lent_token(owner: User, permissions: list[str], **options: Any) -> str:
    """A token of an app to which `owner` agreed to lend `permissions`, each by its name."""
    assert owner.account is not None
    plain = sorted(set(permissions) - modules.owners_permissions())
    group = GroupFactory.create(account=owner.account, permissions=plain)
    app = new_code_consumer(owner.account, permission_group=group, may_manage_connections=True).owner
    return new_access_token(app, user=owner, **{"scope": " ".join(permissions)} | options)


class Program:
    """A program with a token: `call("GET", "/api/items")`. Without one it is anonymous."""

    def __init__(self, token: str = "", **headers: str) -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = ({"Authorization": f"Bearer {token}"} if token else {}) | headers

    def call(self, method: str, path: str, body: Any = None, *, kind: str = "application/json", **headers: str) -> Any:
        """`body`: a dict or list goes out as JSON, text and bytes as they are; `kind` is the Content-Type."""
        data = json.dumps(body) if isinstance(body, (dict, list)) else body or ""
        return self.client.generic(method, path, data=data, content_type=kind, headers=self.headers | headers)

    def get(self, path: str, **headers: str) -> Any:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **options: Any) -> Any:
        return self.call("POST", path, body, **options)

    def put(self, path: str, body: Any = None, **options: Any) -> Any:
        return self.call("PUT", path, body, **options)


def new_item(account: Account, code: str = "EQ-1", **fields: Any) -> Item:
    fields.setdefault("item_type", ItemType.EQUIPMENT)
    fields.setdefault("field_1", f"Bomba {code}")
    return create_item(account=account, by=TESTER, code=code, **fields)


def codes(response: Any) -> list[str]:
    return [row["code"] for row in response.json()["data"]]


def invalid(response: Any) -> dict[str, str]:
    """What is wrong with each field of a body that was refused."""
    assert response.status_code == 400, response.content
    return {entry["field"]: entry["field_message"] for entry in response.json()["data"][0]["invalid_fields"]}
