"""What stops when something is cut off, counted: each count ends at `impact.MOST`, however much there is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Sum
from django.utils import timezone

from apps.connections.models import AccessToken, ApiKey, Authorization, CallAddress, CallMeter, Consumer
from apps.connections.models.call_address import LATELY
from apps.connections.models.meter import API_KEY
from apps.connections.services.meter import reading
from apps.settings.sections.api_connections import impact
from apps.settings.sections.api_connections.impact import Impact, last_use

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.accounts.models import Account
    from apps.common.models import LastUsed
    from apps.connections.models.authorization import AuthorizationQuerySet


def of_consumers(account: Account, consumers: Sequence[Consumer]) -> Impact:
    """Of all `consumers` together, in four queries however many they are."""
    callers = [str(consumer.pk) for consumer in consumers]
    agreed = Authorization.objects.of(account).live().filter(consumer__in=consumers)
    return Impact(
        tokens=count(AccessToken.objects.of_consumers(consumers).live()),
        users=users_of(agreed),
        calls=calls_of(account, callers),
        addresses=addresses_of(account, callers),
        **last_use(consumers),
    )


def of_api_key(account: Account, api_key: ApiKey) -> Impact:
    """In two queries; `api_key` has its live secrets loaded."""
    secrets = api_key.live_secrets  # type: ignore[attr-defined]
    return Impact(calls=calls_of(account, [API_KEY]), addresses=addresses_of(account, [API_KEY]), **last_use(secrets))


def of_secrets(secrets: Sequence[LastUsed]) -> Impact:
    """Of what is known of a secret by itself: when and from where it was last used."""
    return Impact(**last_use(secrets))


def of_authorizations(rows: AuthorizationQuerySet) -> Impact:
    """Of live authorizations, as far as MOST of them tell, in four queries however many they are."""
    some = first(rows)
    lately = some.filter(last_used_at__gte=timezone.now() - LATELY)
    latest = some.exclude(last_used_at=None).order_by("-last_used_at").first()
    return Impact(
        tokens=count(AccessToken.objects.live().filter(authorization__in=some.values("pk"))),
        users=users_of(rows),
        addresses=lately.values("last_used_from").distinct().count(),
        **last_use([latest] if latest else []),
    )


def of_app(app: Consumer, rows: AuthorizationQuerySet) -> Impact:
    """Of all live authorizations of `app`: all that it does is done for its users. In four queries."""
    callers = [str(app.pk)]
    return Impact(
        tokens=count(AccessToken.objects.of_consumers([app]).live()),
        users=count(rows),
        calls=calls_of(app.account, callers),
        addresses=addresses_of(app.account, callers),
        **last_use([app]),
    )


def first(rows: AuthorizationQuerySet) -> AuthorizationQuerySet:
    """So many of `rows` as are looked at."""
    return Authorization.objects.filter(pk__in=rows.order_by().values("pk")[: impact.MOST + 1]).order_by()


def count(rows: QuerySet[Any, Any]) -> int:
    """How many there are, up to MOST; MOST + 1 is more than that."""
    return rows.order_by()[: impact.MOST + 1].count()


def users_of(rows: AuthorizationQuerySet) -> int:
    """How many people they are of: of one app, each is of another."""
    return first(rows).values("user").distinct().count()


def calls_of(account: Account, callers: list[str]) -> int:
    """As far as they have come in; by whole hours, as they are counted."""
    reading.bring_in(account)
    hours = CallMeter.objects.of(account).filter(caller__in=callers).since(timezone.now() - LATELY)
    return hours.aggregate(calls=Sum("allowed"))["calls"] or 0


def addresses_of(account: Account, callers: list[str]) -> int:
    lately = CallAddress.objects.of(account).of_callers(callers).lately()
    return count(lately.values("address").distinct())
