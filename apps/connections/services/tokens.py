"""Issuing and taking back tokens and codes; only their digests are stored."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from apps.connections.models import AccessToken, Authorization, AuthorizationCode, Consumer, RefreshToken


def revoke_tokens_of_consumer(consumer: Consumer) -> None:
    """End everything that was issued to `consumer`, in three queries however much it was."""
    now = timezone.now()
    AccessToken.objects.filter(application=consumer).delete()
    RefreshToken.objects.filter(application=consumer, revoked=None).update(revoked=now)
    AuthorizationCode.objects.filter(application=consumer, redeemed=None).update(redeemed=now)


def revoke_tokens_of_authorizations(authorizations: Iterable[Authorization]) -> None:
    """End everything that came from `authorizations`, in three queries however much it was."""
    now, keys = timezone.now(), [authorization.pk for authorization in authorizations]
    AccessToken.objects.filter(authorization__in=keys).delete()
    RefreshToken.objects.filter(authorization__in=keys, revoked=None).update(revoked=now)
    AuthorizationCode.objects.filter(authorization__in=keys, redeemed=None).update(redeemed=now)
