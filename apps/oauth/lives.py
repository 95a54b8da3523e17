"""How long what is issued lives: what the installation allows, shortened by the account's API policy."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import NamedTuple, cast

from django.utils import timezone
from django.utils.translation import ngettext
from oauth2_provider.settings import oauth2_settings
from oauthlib.common import Request

from apps.accounts.models import Account
from apps.connections.models import AccessToken, Consumer

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
    return 60 * cast(Consumer, request.client).account.access_token_minutes


def stated(issued: AccessToken, lives: Lives, family_ends: datetime) -> dict[str, int]:
    """When the tokens of an answer end, in seconds, whether it is given for the first time or again.

    `refresh_token_expires_in` counts to the end of a refresh token that is not used, `authorization_expires_in` to the
    end that no refresh puts off; then the app must send the user again.
    """
    ends = {
        "expires_in": issued.expires,
        "refresh_token_expires_in": min(issued.created + lives.refresh, family_ends),
        "authorization_expires_in": family_ends,
    }
    return {name: math.ceil((end - timezone.now()).total_seconds()) for name, end in ends.items()}


def in_words(lives: Lives) -> dict[str, str]:
    """For people, in the language of the page: "2 hours", "30 days"."""
    return {name: _words(life) for name, life in lives._asdict().items()}


def _words(life: timedelta) -> str:
    minutes = int(life.total_seconds()) // 60
    if minutes % (24 * 60) == 0:
        days = minutes // (24 * 60)
        return ngettext("%(number)s day", "%(number)s days", days) % {"number": days}
    if minutes % 60 == 0:
        return ngettext("%(number)s hour", "%(number)s hours", minutes // 60) % {"number": minutes // 60}
    return ngettext("%(number)s minute", "%(number)s minutes", minutes) % {"number": minutes}
