"""Two accounts, one of them full of marked rows."""

from __future__ import annotations

import pytest
from django.db import connection

from apps.accounts import modules
from apps.accounts.models import Account, PermissionGroup, Role, User
from apps.connections.models import ApiKey, Consumer
from apps.connections.services.authorizations import grant_authorization
from tests.api.hawk_helpers import Signer
from tests.api.helpers import Program, new_access_token, new_item, token_for
from tests.catalogs import new_entry
from tests.conftest import sign_in
from tests.factories import TESTER, GroupFactory, UserFactory, new_api_key, new_code_consumer, new_consumer
from tests.isolation.strangers import MARK, Ask, browser_of

# A wall that only PostgreSQL has.
collect_ignore = [] if connection.vendor == "postgresql" else ["test_walls.py"]


@pytest.fixture
def ours(account: Account, ana: User, bruno: User, technicians: PermissionGroup) -> Account:
    """A row of every kind, each with MARK in all that a person can read of it."""
    sign_in(ana)
    Account.objects.filter(pk=account.pk).update(name=f"{MARK} S.A.")
    for user in (ana, bruno):
        User.objects.filter(pk=user.pk).update(
            name=f"{MARK} {user.name}", email=f"{user.pk}.{MARK.lower()}@aguas.example"
        )
    group = GroupFactory.create(account=account, name=f"{MARK} grupo", description=MARK)
    new_consumer(account, name=f"{MARK} puente", description=MARK, permission_group=group)
    app = new_code_consumer(account, name=f"{MARK} app", permission_group=group).owner
    grant_authorization(consumer=app, user=bruno, scopes=["items:view"], by=TESTER)
    new_access_token(app, user=ana)
    new_api_key(account)
    new_entry(account, "keywords", "MARCA", name_es=MARK)
    new_item(account, f"{MARK}-1", notes=MARK, field_1=MARK)
    account.refresh_from_db()
    return account


@pytest.fixture
def marks(ours: Account) -> list[bytes]:
    """What must never be read outside: the mark, as it is or escaped in JSON, and every public identifier."""
    keys = [*Consumer.objects.of(ours).values_list("client_id", flat=True), ApiKey.objects.of(ours).get().key]
    texts = [MARK, MARK.lower(), MARK[:7] + "\\u00ed", *keys]
    return [text.encode() for text in texts]


@pytest.fixture
def strangers(ours: Account, other_account: Account, carla: User, operator: User) -> dict[str, Ask]:
    """Everybody who has something, but nothing of ours."""
    everything = sorted(modules.permissions_of(modules.grantable()))
    group = GroupFactory.create(account=other_account, name="Todo", permissions=everything)
    custom = UserFactory.create(account=other_account, role=Role.CUSTOM, permission_group=group)
    people = {
        "anonymous": None,
        "super administrator": carla,
        "administrator": UserFactory.create(account=other_account, role=Role.ADMINISTRATOR),
        "custom": custom,
        "read-only": UserFactory.create(account=other_account, role=Role.READ_ONLY),
        "operator outside": operator,
    }
    api_key = new_api_key(other_account)
    programs: dict[str, Ask] = {
        "token": Program(token_for(other_account, sorted(modules.permissions_of(modules.every())))).call,
        "API key": Signer(api_key.owner.key, api_key.plain).call,
    }
    return {name: browser_of(user) for name, user in people.items()} | programs
