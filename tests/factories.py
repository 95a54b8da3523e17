"""Rows for tests, with only the data that a test needs. Everything invented, every address ends in .example."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from apps.accounts.models import Account, PermissionGroup, Role, User
from apps.audit.actors import Actor, ActorKind
from apps.connections.models import ApiKey, Consumer
from apps.connections.services import api_keys, consumers
from apps.connections.services.secrets import NewSecret

PASSWORD = "correct horse battery staple"
TESTER = Actor(ActorKind.SYSTEM, name="Tests")
CALLBACK = "https://app.example/callback"


class AccountFactory(DjangoModelFactory[Account]):
    class Meta:
        model = Account

    name = factory.Sequence(lambda n: f"Compañía inventada {n}")
    number = factory.Sequence(lambda n: 1000 + n)
    language = "en"


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"user{n}@people.example")
    name = factory.Sequence(lambda n: f"Persona {n}")
    account = factory.SubFactory(AccountFactory)
    role = Role.READ_ONLY
    password = factory.django.Password(PASSWORD)


class GroupFactory(DjangoModelFactory[PermissionGroup]):
    class Meta:
        model = PermissionGroup

    name = factory.Sequence(lambda n: f"Grupo {n}")
    account = factory.SubFactory(AccountFactory)
    permissions = ["items:view", "items:add", "items:edit"]


def new_consumer(account: Account, **fields: Any) -> NewSecret[Consumer]:
    """A consumer with its plain secret; client credentials unless told otherwise."""
    fields.setdefault("name", f"Consumidor {Consumer.objects.count()}")
    fields.setdefault("authorization_grant_type", Consumer.GRANT_CLIENT_CREDENTIALS)
    if "permission_group" not in fields:
        fields["permission_group"] = GroupFactory.create(account=account)
    return consumers.create_consumer(account=account, by=TESTER, **fields)


def new_code_consumer(account: Account, **fields: Any) -> NewSecret[Consumer]:
    fields.setdefault("redirect_uris", CALLBACK)
    return new_consumer(account, authorization_grant_type=Consumer.GRANT_AUTHORIZATION_CODE, **fields)


def new_api_key(account: Account) -> NewSecret[ApiKey]:
    return api_keys.create_api_key(account=account, by=TESTER)
