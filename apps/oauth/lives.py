"""How long what is issued lives: what the installation allows, shortened by the account's API policy."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple, cast

from oauth2_provider.settings import oauth2_settings
from oauthlib.common import Request

from apps.accounts.models import Account
from apps.connections.models import Consumer

CODE_LIFE = timedelta(seconds=oauth2_settings.AUTHORIZATION_CODE_EXPIRE_SECONDS)


class Lives(NamedTuple):
    """`refresh` counts from the last refresh, `family` from the first token."""

    access: timedelta
    refresh: timedelta
    family: timedelta


def lives_of(request: Request) -> Lives:
    policy: Account = cast(Consumer, request.client).account
    return Lives(
        timedelta(minutes=policy.access_token_minutes),
        timedelta(days=policy.refresh_idle_days),
        timedelta(days=policy.refresh_absolute_days),
    )


def access_life_seconds(request: Request) -> int:
    """For oauthlib, which states it to the client."""
    return int(lives_of(request).access.total_seconds())
