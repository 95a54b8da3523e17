"""Taking back tokens and codes. Everything takes its rows in one order: authorization, code, refresh, access token."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from apps.audit.actors import Actor
from apps.audit.record import record
from apps.common.prepared import tell
from apps.connections.models import AccessToken, Authorization, AuthorizationCode, Consumer, RefreshToken

END = f"DELETE FROM {AccessToken._meta.db_table} WHERE token_family = %(family)s"  # noqa: S608 - a table of ours


def revoke_tokens_of_consumers(consumers: Iterable[Consumer]) -> None:
    """End everything that was issued to `consumers`, in three queries however much it was, in the open transaction."""
    _revoke(application__in=[consumer.pk for consumer in consumers])


def revoke_tokens_of_authorizations(authorizations: Iterable[Authorization]) -> None:
    """End everything that came from `authorizations`, in three queries, in the open transaction."""
    _revoke(authorization__in=[authorization.pk for authorization in authorizations])


def _revoke(**of: list[int]) -> None:
    now = timezone.now()
    AuthorizationCode.objects.filter(redeemed=None, **of).update(redeemed=now)
    RefreshToken.objects.filter(revoked=None, **of).update(revoked=now)
    AccessToken.objects.filter(**of).delete()


@transaction.atomic
def revoke_token(*, token: AccessToken | RefreshToken) -> None:
    """End `token` and everything of its family (RFC 7009 section 2.1). The user's consent stays."""
    if token.token_family is None or token.authorization_id is None:
        AccessToken.objects.filter(pk=token.pk).delete()
    else:
        revoke_family(token.authorization_id, token.token_family)


@transaction.atomic
def revoke_replayed(*, used: AuthorizationCode | RefreshToken, by: Actor) -> None:
    """`used` was played again: somebody else may hold a copy, so its family ends, and that is recorded once.

    RFC 6749 section 10.5, RFC 9700 section 4.14.2.
    """
    if not revoke_family(used.authorization_id, used.token_family):
        return
    consumer: Consumer = used.application
    changes = {"token": [used._meta.model_name, None], "user": [str(used.authorization.user), None]}
    record("api_connections.token_replayed", account=consumer.account, actor=by, target=consumer, changes=changes)


@transaction.atomic
def revoke_family(authorization_id: int, family: UUID) -> bool:
    """End every token of `family`. Returns whether one of them was still alive."""
    # Whoever is exchanging a code or token of the family right now comes before this, or finds nothing any more.
    Authorization.objects.select_for_update(no_key=True).filter(pk=authorization_id).first()
    refresh = RefreshToken.objects.filter(token_family=family, revoked=None).update(revoked=timezone.now())
    return bool(end_access_tokens(family) or refresh)


def end_access_tokens(family: UUID | None) -> int:
    """End every access token of `family`, in the open transaction. Returns how many there were."""
    return tell(END, {"family": AccessToken._meta.get_field("token_family").get_db_prep_value(family, connection)})
