"""However much has expired, no batch walks through what the batches before it deleted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.models import Account
from apps.common import purging
from apps.connections.models import AccessToken
from tests.api.helpers import new_access_token
from tests.factories import new_consumer
from tests.growth.plans import planned

pytestmark = pytest.mark.django_db


def test_each_batch_goes_on_in_the_index_where_the_last_one_ended(account: Account) -> None:
    consumer, counts = new_consumer(account).owner, list[int]()
    for hours in range(1, 6):
        new_access_token(consumer, lifetime=timedelta(hours=-hours))
    alive = new_access_token(consumer)
    expiring = purging.Expiring(AccessToken, "expires", timedelta(0))
    deed = planned(lambda: counts.extend(purging.purge(expiring, batch=2)))
    assert counts == [2, 2, 1]
    assert [one.count("%s") for one in deed.statements] == [1, 2, 2]
    assert "access_token_by_expiry" in deed.indexes
    assert AccessToken.objects.filter(expires__gt=timezone.now()).count() == 1 == AccessToken.objects.count()
    assert AccessToken.objects.bearer(alive)
