"""What must hold over processes, asked of a server that has three of them."""

import time
from http import HTTPStatus

import pytest
import requests

from apps.accounts.models import Account
from apps.connections.models import CallMeter, HawkNonce
from tests.api.hawk_helpers import Signer
from tests.api.helpers import token_for
from tests.factories import new_api_key
from tests.flows.servers import gunicorn
from tests.threads import at_once

WORKERS, THREADS, LIMIT = 3, 16, 12


def wait_for_a_minute_with_room() -> None:
    if time.time() % 60 > 45:
        time.sleep(61 - time.time() % 60)


@pytest.mark.django_db(transaction=True)
def test_R099_R072_a_limit_and_a_nonce_are_exact_over_processes(account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(calls_per_minute=LIMIT)
    made, token = new_api_key(account), token_for(account)
    with gunicorn(workers=WORKERS) as url:
        signer = Signer(made.owner.key, made.plain, public=url)
        authorization = signer.sign("GET", "/api/me")

        def replay(_: int) -> int:
            return requests.get(f"{url}/api/me", headers={"Authorization": authorization}, timeout=30).status_code

        def call(_: int) -> int:
            return requests.get(f"{url}/api/me", headers={"Authorization": f"Bearer {token}"}, timeout=30).status_code

        wait_for_a_minute_with_room()
        replayed, called = at_once(THREADS, replay), at_once(THREADS, call)
    assert replayed.count(HTTPStatus.OK) == HawkNonce.objects.count() == 1
    assert called.count(HTTPStatus.OK) == LIMIT - 1
    assert called.count(HTTPStatus.TOO_MANY_REQUESTS) == THREADS - LIMIT + 1
    assert CallMeter.objects.get(caller="").allowed == LIMIT
