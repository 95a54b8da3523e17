"""A copy of the database opens nothing: no secret, token, code or session lies in it as it is used."""

from __future__ import annotations

from hashlib import sha256

from django.apps import apps
from django.conf import settings
from django.db import connection

from apps.accounts.models import Account, User
from apps.common.tokens import Prefix, new_token
from apps.connections.models import AuthorizationCode, ConsumerSecret
from tests.conftest import sign_in
from tests.factories import PASSWORD, new_api_key, new_code_consumer, new_consumer
from tests.oauth import flow


def everything_stored() -> str:
    """Every column of every table, as the database holds it."""
    names = [name for name in connection.introspection.table_names() if not name.startswith("django_migrations")]
    found: list[str] = []
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")  # noqa: S608
            found += [str(bytes(value) if isinstance(value, memoryview) else value) for row in cursor for value in row]
    return "\n".join(found)


def test_R119_R120_R121_R122_a_copy_of_the_database_holds_nothing_that_opens_anything(
    account: Account, ana: User, bruno: User
) -> None:
    robot, app, key = new_consumer(account), new_code_consumer(account), new_api_key(account)
    issued = flow.tokens(app, bruno)
    spent, fresh = flow.refresh(app, issued["refresh_token"]).json(), flow.code(app, bruno)
    session = sign_in(ana).cookies[settings.SESSION_COOKIE_NAME].value
    tokens = [issued["access_token"], issued["refresh_token"], spent["access_token"], spent["refresh_token"], fresh]
    stored = everything_stored()
    assert AuthorizationCode.objects.filter(redeemed=None).exists()
    for plain in [*tokens, robot.plain, app.plain, key.plain, flow.token(robot).json()["access_token"], PASSWORD]:
        assert plain not in stored
        assert plain[6:49] not in stored
    assert session not in stored
    for master in settings.FIELD_KEYS:
        assert master.material.hex() not in stored


def test_R121_a_digest_made_without_the_pepper_plants_no_secret(account: Account) -> None:
    """Whoever may write into the database still cannot make a secret of their own choosing work."""
    consumer, own = new_consumer(account), new_token(Prefix.CONSUMER_SECRET)
    ConsumerSecret.objects.update(digest=sha256(own.encode()).hexdigest())
    header = flow.basic(consumer.owner.client_id, own)
    assert flow.post("/oauth/token", {"grant_type": "client_credentials"}, header).status_code == 401


def test_R111_no_model_keeps_a_secret_in_a_column_that_reads_as_one() -> None:
    """What is stored of a secret is a digest, a sealed value, or its last four characters."""
    kept = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("apps.")
        for field in model._meta.fields
        if field.name in ("token", "client_secret", "secret", "plain", "private_key")
    }
    assert kept == set()
