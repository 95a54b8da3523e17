"""`python -m tests.benchmarks.seeding.conexiones`: accounts with consumers, users and items, and what was issued."""

from __future__ import annotations

from io import StringIO

import django

# What is imported below are models, which need the settings first.
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from apps.accounts.models import Account, Role, User  # noqa: E402
from apps.connections.models import Authorization  # noqa: E402
from apps.maintenance.models import Item, ItemType  # noqa: E402
from apps.settings.demo import CASTS, credentials  # noqa: E402
from apps.settings.management.commands.demo import load_fixtures  # noqa: E402
from tests.addresses import every_address  # noqa: E402
from tests.benchmarks.databases import WEB  # noqa: E402
from tests.benchmarks.seeding import (  # noqa: E402
    ACCOUNTS,
    CALLBACK,
    CONSUMERS,
    ITEMS,
    USERS,
    Amounts,
    Seeds,
    arguments,
)
from tests.benchmarks.seeding.issued import new_access_token, new_codes, new_refresh_tokens  # noqa: E402
from tests.factories import (  # noqa: E402
    PASSWORD,
    AccountFactory,
    GroupFactory,
    UserFactory,
    new_api_key,
    new_code_consumer,
    new_consumer,
)

PORTAL = ("settings:", "my-")
"""How the names of the portal's pages begin."""
UNLIMITED = 1_000_000_000
"""Calls per minute: every call is held against the limit, and none is refused."""


def main() -> None:
    place, amounts = arguments.read()
    call_command("migrate", verbosity=0)
    if connection.vendor == "postgresql":
        call_command("grant_web_role", WEB, stdout=StringIO())
    seeds = Seeds()
    load_demo(seeds)
    accounts = [new_account(seeds) for _ in range(ACCOUNTS)]
    new_app(seeds, accounts[0], amounts)
    seeds.write(place)


def load_demo(seeds: Seeds) -> None:
    """The data with which the pages are measured, and who opens them."""
    load_fixtures(settings.BASE_DIR / "fixtures")
    found = credentials()
    seeds.person = (found["SUPERADMIN_EMAIL"], found["SUPERADMIN_PASSWORD"])
    operator = UserFactory.create(account=None, role="", is_operator=True)
    seeds.operator = (operator.email, PASSWORD)
    seeds.user = (found["USER_EMAIL"], found["USER_PASSWORD"])
    seeds.consent_app = (found["CODE_CLIENT_ID"], found["CODE_CLIENT_SECRET"], found["CODE_REDIRECT_URI"])
    account = Account.objects.get(number=CASTS[0].account)
    addresses = [address for address in every_address() if address.name.startswith(PORTAL)]
    seeds.paths = [path for address in addresses for path in address.paths(account)[:1]]


def new_account(seeds: Seeds) -> Account:
    """One with its items, its share of the consumers, and its API key."""
    account = AccountFactory.create(calls_per_minute=UNLIMITED)
    group = GroupFactory.create(account=account, permissions=["items:view", "items:add", "items:edit"])
    place = Item.objects.create(account=account, code="L-1", item_type=ItemType.LOCATION, field_1="Planta norte")
    Item.objects.bulk_create(new_item(place, number) for number in range(ITEMS))
    for _ in range(CONSUMERS // ACCOUNTS):
        made = new_consumer(account, permission_group=group)
        seeds.clients.append((made.owner.client_id, made.plain))
        seeds.tokens.append(new_access_token(made.owner))
    key = new_api_key(account)
    seeds.keys.append((key.owner.key, key.plain))
    return account


def new_item(place: Item, number: int) -> Item:
    code, name = f"EQ-{number:05}", f"Bomba centrífuga {number}"
    return Item(
        account=place.account, code=code, item_type=ItemType.EQUIPMENT, description=f"{name} {{ {code} }}",
        field_1=name, field_2="Aguas del Valle", barcode=f"B-{number}", weight="7.500", parent=place, location=place,
        notes="Revisar el sello cada seis meses.",
    )  # fmt: skip


def new_app(seeds: Seeds, account: Account, amounts: Amounts) -> None:
    """A consumer to which users agreed, with refresh tokens and codes of theirs."""
    group = GroupFactory.create(account=account, permissions=["items:view"])
    made = new_code_consumer(account, permission_group=group, redirect_uris=CALLBACK)
    seeds.app = (made.owner.client_id, made.plain)
    people = User.objects.bulk_create(
        User(account=account, email=f"user{n}@bench.example", name=f"Persona {n}", role=Role.READ_ONLY, password="!")
        for n in range(USERS)
    )
    agreed = Authorization.objects.bulk_create(
        Authorization(account=account, consumer=made.owner, user=user, scope="api") for user in people
    )
    seeds.refresh_tokens = new_refresh_tokens(agreed, amounts.chains)
    seeds.codes = new_codes(agreed, amounts.codes)


if __name__ == "__main__":
    main()
