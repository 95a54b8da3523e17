"""`python -m tests.benchmarks.seeding.toolkit`: the same amounts for the plain toolkit."""

from __future__ import annotations

import secrets
from datetime import timedelta
from itertools import cycle, islice
from typing import Any

import django

# What is imported below are models, which need the settings first.
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402
from oauth2_provider.models import AccessToken, Application, Grant, RefreshToken  # noqa: E402

from tests.benchmarks.plain_toolkit.models import Item  # noqa: E402
from tests.benchmarks.seeding import (  # noqa: E402
    CALLBACK,
    CHALLENGE,
    CONSUMERS,
    ITEMS,
    USERS,
    Amounts,
    Seeds,
    arguments,
)

LATER = timedelta(days=1)
SCOPE = "read introspection"


def main() -> None:
    place, amounts = arguments.read()
    call_command("migrate", run_syncdb=True, verbosity=0)
    seeds = Seeds()
    new_items()
    for number in range(CONSUMERS):
        client, secret = new_application(f"Consumer {number}", Application.GRANT_CLIENT_CREDENTIALS)
        seeds.clients.append((client.client_id, secret))
        seeds.tokens.append(new_token(client).token)
    new_app(seeds, amounts)
    seeds.write(place)


def new_items() -> None:
    place = Item.objects.create(code="L-1", field_1="Planta norte")
    Item.objects.bulk_create(
        Item(
            code=f"EQ-{n:05}",
            description=f"Bomba centrífuga {n} {{ EQ-{n:05} }}",
            field_1=f"Bomba centrífuga {n}",
            field_2="Aguas del Valle",
            barcode=f"B-{n}",
            weight="7.500",
            parent=place,
            location_code="L-1",
            parent_description="Planta norte",
            notes="Revisar el sello cada seis meses.",
        )
        for n in range(ITEMS)
    )


def new_application(name: str, grant: str) -> tuple[Any, str]:
    secret = secrets.token_urlsafe(40)
    made = Application.objects.create(
        name=name, client_secret=secret, client_type=Application.CLIENT_CONFIDENTIAL, authorization_grant_type=grant,
        redirect_uris=CALLBACK,
    )  # fmt: skip
    return made, secret


def new_token(client: Any, user: Any = None) -> Any:
    return AccessToken.objects.create(
        application=client, user=user, token=secrets.token_urlsafe(22), scope=SCOPE, expires=timezone.now() + LATER
    )


def new_app(seeds: Seeds, amounts: Amounts) -> None:
    app, secret = new_application("App", Application.GRANT_AUTHORIZATION_CODE)
    seeds.app = (app.client_id, secret)
    # The type checker knows our own users, and here it is Django's.
    user_model: Any = get_user_model()
    users = user_model.objects.bulk_create(user_model(username=f"user{n}", password="!") for n in range(USERS))
    for user in islice(cycle(users), amounts.chains):
        made = RefreshToken.objects.create(
            user=user, application=app, token=secrets.token_urlsafe(22), access_token=new_token(app, user)
        )
        seeds.refresh_tokens.append(made.token)
    seeds.codes = [secrets.token_urlsafe(22) for _ in range(amounts.codes)]
    Grant.objects.bulk_create(
        (
            Grant(
                user=user,
                application=app,
                code=code,
                expires=timezone.now() + LATER,
                redirect_uri=CALLBACK,
                scope=SCOPE,
                code_challenge=CHALLENGE,
                code_challenge_method="S256",
            )
            for code, user in zip(seeds.codes, islice(cycle(users), amounts.codes), strict=True)
        ),
        batch_size=2_000,
    )


if __name__ == "__main__":
    main()
