"""Tokens and codes that were issued earlier, and open something for a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from itertools import cycle, islice
from uuid import uuid4

from django.utils import timezone

from apps.common.tokens import Prefix, digest, new_token
from apps.connections.models import AccessToken, Authorization, AuthorizationCode, Consumer, RefreshToken
from tests.benchmarks.seeding import CALLBACK, CHALLENGE

LATER = timedelta(days=1)


def new_access_token(consumer: Consumer) -> str:
    plain = new_token(Prefix.ACCESS_TOKEN)
    AccessToken.objects.create(
        token_checksum=digest(plain), application=consumer, scope="api", expires=timezone.now() + LATER
    )
    return plain


def new_refresh_tokens(agreed: Iterable[Authorization], count: int) -> list[str]:
    plain, ends = [new_token(Prefix.REFRESH_TOKEN) for _ in range(count)], timezone.now() + LATER
    RefreshToken.objects.bulk_create(
        RefreshToken(
            token_checksum=digest(token),
            scope="api",
            expires=ends,
            family_expires=ends,
            token_family=uuid4(),
            authorization=one,
            application_id=one.consumer_id,
            user_id=one.user_id,
        )
        for token, one in zip(plain, islice(cycle(agreed), count), strict=True)
    )
    return plain


def new_codes(agreed: Iterable[Authorization], count: int) -> list[str]:
    plain, ends = [new_token(Prefix.AUTHORIZATION_CODE) for _ in range(count)], timezone.now() + LATER
    AuthorizationCode.objects.bulk_create(
        (
            AuthorizationCode(
                code=digest(code),
                scope="api",
                redirect_uri=CALLBACK,
                code_challenge=CHALLENGE,
                expires=ends,
                code_challenge_method="S256",
                token_family=uuid4(),
                authorization=one,
                application_id=one.consumer_id,
                user_id=one.user_id,
            )
            for code, one in zip(plain, islice(cycle(agreed), count), strict=True)
        ),
        batch_size=2_000,
    )
    return plain
