"""Figures for whoever shows them: a Redis server that is away breaks nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from apps.accounts.models import Account
from apps.common import redis_server
from apps.connections.models.meter import API_KEY
from apps.connections.services.meter import in_database, reading
from apps.connections.services.meter.verdict import Call


@pytest.fixture
def redis_is_away(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_server, "_asked_again_at", 0.0)
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
            "OPTIONS": {},
        }
    }


@pytest.mark.usefixtures("redis_is_away")
def test_figures_that_cannot_come_in_are_said_to_be_missing(account: Account) -> None:
    assert redis_server.is_there()
    assert not reading.bring_in(account)
    assert not redis_server.is_there(), "it is left alone for a while"
    assert not reading.bring_in(account)


@pytest.mark.usefixtures("redis_is_away")
def test_the_running_minute_is_read_where_it_is_counted_meanwhile(account: Account) -> None:
    now = timezone.now()
    in_database.count(Call(account, API_KEY), now, (), None)
    assert in_database.running_minute(account.pk, [API_KEY, "1"], now) == [1, 1, 0]
    # The minute may have ended meanwhile.
    assert reading.running_minute(account, [API_KEY, "1"]) in ([1, 1, 0], [0, 0, 0])


def test_without_redis_nothing_has_to_come_in(account: Account) -> None:
    assert reading.bring_in(account)
