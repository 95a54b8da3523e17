"""What has expired goes, in short transactions; nothing that still means something goes with it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models.signals import post_delete, pre_delete
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.models import Account, Archive, User
from apps.common import purging
from apps.common.tokens import Prefix, digest, new_token
from apps.connections.models import (
    AccessToken,
    ApiSecret,
    AuthorizationCode,
    ConsumerSecret,
    DeviceGrant,
    HawkNonce,
    IDToken,
    RefreshToken,
)
from tests.factories import new_api_key, new_code_consumer, new_consumer
from tests.oauth import flow
from tests.threads import at_once

REGISTERED = purging.registered()
BY_NAME = [pytest.param(expiring, id=expiring.model._meta.label) for expiring in REGISTERED]


def expired_tokens(account: Account, number: int) -> None:
    consumer, ago = new_consumer(account).owner, timezone.now() - timedelta(minutes=1)
    AccessToken.objects.bulk_create(
        AccessToken(application=consumer, token_checksum=digest(f"token {index}"), scope="api", expires=ago)
        for index in range(number)
    )


def purge(capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, int]:
    call_command("purge", *options)
    lines = (line.split(": ") for line in capsys.readouterr().out.splitlines())
    return {name: int(count) for name, count in lines}


def all_columns(model: Any) -> Iterator[tuple[str, ...]]:
    yield from ((field.name,) for field in model._meta.fields if field.db_index or field.unique)
    yield from (tuple(name.lstrip("-") for name in index.fields) for index in model._meta.indexes)


@pytest.mark.parametrize("expiring", BY_NAME)
def test_what_is_purged_is_found_by_an_index_and_has_nothing_hanging_on_it(expiring: purging.Expiring) -> None:
    model = expiring.model
    assert any(columns[0] == expiring.field for columns in all_columns(model))
    assert [relation.name for relation in model._meta.related_objects] == []
    assert not pre_delete.has_listeners(model)
    assert not post_delete.has_listeners(model)


def test_everything_that_expires_by_itself_is_registered() -> None:
    """A model with a moment of expiry is purged, unless a person is still to see that it ended."""
    expiring = {
        model
        for model in apps.get_models()
        if model.__module__.startswith("apps.")
        and {"expires", "expires_at", "expire_date"} & {field.name for field in model._meta.fields}
    }
    # An archive goes together with its file, apart from these.
    kept = {ConsumerSecret, ApiSecret, DeviceGrant, IDToken, Archive}
    assert {one.model for one in REGISTERED} >= expiring - kept


def test_what_has_expired_goes_and_nothing_that_is_alive(
    account: Account, bruno: User, capsys: pytest.CaptureFixture[str]
) -> None:
    app = new_code_consumer(account)
    issued = flow.tokens(app, bruno)
    flow.refresh(app, issued["refresh_token"])
    expired_tokens(account, 7)
    live = {model: model.objects.count() for model in (AccessToken, RefreshToken, AuthorizationCode)}
    assert purge(capsys, "--dry-run")["connections.AccessToken"] == 7
    assert AccessToken.objects.count() == live[AccessToken]
    assert purge(capsys)["connections.AccessToken"] == 7
    live[AccessToken] -= 7
    assert {model: model.objects.count() for model in live} == live
    assert set(purge(capsys).values()) == {0}


def test_R014_a_code_stays_ten_minutes_longer_than_it_lives(
    account: Account, bruno: User, capsys: pytest.CaptureFixture[str]
) -> None:
    """Until then a replay of it is recognised and ends what came from it."""
    app = new_code_consumer(account)
    plain = flow.code(app, bruno)
    assert flow.redeem(app, plain).status_code == 200
    AuthorizationCode.objects.update(expires=timezone.now() - timedelta(minutes=9))
    assert purge(capsys)["connections.AuthorizationCode"] == 0
    assert flow.redeem(app, plain).status_code == 400
    assert not AccessToken.objects.exists()
    AuthorizationCode.objects.update(expires=timezone.now() - timedelta(minutes=11))
    assert purge(capsys)["connections.AuthorizationCode"] == 1


def test_a_rotated_refresh_token_stays_until_it_would_have_expired(
    account: Account, bruno: User, capsys: pytest.CaptureFixture[str]
) -> None:
    app = new_code_consumer(account)
    first = flow.tokens(app, bruno)["refresh_token"]
    second = flow.refresh(app, first).json()["refresh_token"]
    assert flow.refresh(app, second).status_code == 200
    assert purge(capsys)["connections.RefreshToken"] == 0
    assert flow.refresh(app, first).status_code == 400
    assert not RefreshToken.objects.filter(revoked=None).exists()


def test_R133_a_nonce_outlives_its_use_by_an_hour_so_that_a_clock_set_back_revives_none(
    account: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    key, now = new_api_key(account).owner, timezone.now()
    HawkNonce.objects.create(api_key=key, nonce="recent", expires_at=now - timedelta(minutes=59))
    HawkNonce.objects.create(api_key=key, nonce="old", expires_at=now - timedelta(minutes=61))
    assert purge(capsys)["connections.HawkNonce"] == 1
    assert HawkNonce.objects.get().nonce == "recent"


def test_a_batch_costs_one_query(account: Account) -> None:
    expired_tokens(account, 10)
    tokens = next(one for one in REGISTERED if one.model is AccessToken)
    with CaptureQueriesContext(connection) as captured:
        assert list(purging.purge(tokens, batch=4)) == [4, 4, 2]
    assert [query["sql"].split()[0] for query in captured] == ["DELETE"] * 3


@pytest.mark.django_db(transaction=True)
def test_two_purges_at_once_do_the_work_once(account: Account) -> None:
    expired_tokens(account, 60)
    tokens = next(one for one in REGISTERED if one.model is AccessToken)
    counts = at_once(3, lambda _: sum(purging.purge(tokens, batch=7)))
    sum_of_rest = sum(purging.purge(tokens))
    assert sum(counts) + sum_of_rest == 60
    assert not AccessToken.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_row_that_a_request_holds_keeps_no_purge_waiting(account: Account) -> None:
    """SQLite has one writer at a time by nature; there the purge comes after the request."""
    expired_tokens(account, 3)
    tokens = next(one for one in REGISTERED if one.model is AccessToken)
    with transaction.atomic():
        held = AccessToken.objects.select_for_update().first()
        assert held is not None
        expected = {"postgresql": 2, "sqlite": 0}[connection.vendor]
        if connection.vendor == "postgresql":
            assert at_once(1, lambda _: sum(purging.purge(tokens))) == [expected]
    assert sum(purging.purge(tokens)) == 3 - expected


def test_a_token_that_was_purged_is_simply_unknown(account: Account) -> None:
    app = new_consumer(account)
    plain = flow.token(app).json()["access_token"]
    AccessToken.objects.update(expires=timezone.now() - timedelta(seconds=1))
    call_command("purge")
    assert not flow.is_active(app, plain)
    assert not flow.is_active(app, new_token(Prefix.ACCESS_TOKEN))
