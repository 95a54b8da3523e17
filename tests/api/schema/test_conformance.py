"""What the document says is what the server does: every method is asked with what fits and with what does not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, assume, given, settings
from pytest_django import DjangoDbBlocker

from apps.accounts import modules
from apps.api.schema.document import document
from apps.api.schema.generator import endpoints
from tests import shared
from tests.api.hawk_helpers import Signer
from tests.api.helpers import token_for
from tests.api.samples import one_of_each
from tests.factories import AccountFactory, new_api_key

# One database is enough to tell what is answered, and asking everything takes minutes.
pytestmark = pytest.mark.own_server

Environ = dict[str, Any]
TO_BE_SIGNED = "Hawk to-be-signed"
METHODS = sorted({(path, method) for path, _expression, method, _view in endpoints()})
# How often each method is asked by each way in: what it answers does not hang on that, but that it answers at all does.
EXAMPLES = {"a token": 10, "a signature": 3}
BOUNDED = settings(
    deadline=None, derandomize=True, database=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


class Server:
    """The whole application, called in process; it signs what asks for that with a key pair."""

    def __init__(self, signer: Signer) -> None:
        self.serve, self.signer = WSGIHandler(), signer

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("HTTP_AUTHORIZATION") == TO_BE_SIGNED:
            environ["HTTP_AUTHORIZATION"] = self.signer.sign(environ["REQUEST_METHOD"], environ["REQUEST_URI"])
        return self.serve(environ, start_response)


@cache
def described() -> Any:
    # Its plugin, and all that it brings, would be loaded by every run of any test.
    from schemathesis import openapi

    return openapi.from_dict(json.loads(document("en")))


@pytest.fixture(scope="module")
def one_connection() -> Iterator[None]:
    """The test's own, which the end of a request must not close."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def kept_credentials(
    one_connection: None, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[dict[str, str]]:
    """What a program sends that may do everything, by its way in; there is one of everything."""
    with shared.rows(django_db_blocker):
        account = AccountFactory.create(calls_per_minute=1_000_000)
        one_of_each(account)
        pair = new_api_key(account)
        described().app = Server(Signer(pair.owner.key, pair.plain))
        token = token_for(account, sorted(modules.permissions_of(modules.grantable()) | modules.owners_permissions()))
        yield {"a token": f"Bearer {token}", "a signature": TO_BE_SIGNED}


@pytest.fixture
def credentials(kept_credentials: dict[str, str], db: None) -> dict[str, str]:
    """The same for each test, which undoes what it asked for."""
    return kept_credentials


def asking(case: Any, times: int, authorization: str) -> Callable[[], None]:
    """Asks so often with what `case` makes."""
    from schemathesis.specs.openapi.checks import positive_data_acceptance

    @settings(BOUNDED, max_examples=times)
    @given(case=case)
    def ask(case: Any) -> None:
        # A form cannot say null: with no field in it, it is an empty one.
        assume(case.body is not None or case.media_type == "application/json")
        # What fits by itself can still be refused: a schema does not tell which codes exist, or what belongs together.
        headers, left_out = {"Authorization": authorization}, [positive_data_acceptance]
        case.call_and_validate(headers=headers, excluded_checks=left_out)

    return ask


@pytest.mark.parametrize(("path", "method"), METHODS)
def test_the_server_does_what_the_document_says_whichever_way_one_comes_in(
    path: str, method: str, credentials: dict[str, str]
) -> None:
    from schemathesis.generation import GenerationMode

    operation = described()[path][method]
    fitting, wrong = (operation.as_strategy(generation_mode=mode) for mode in GenerationMode)
    for way_in, times in EXAMPLES.items():
        asking(fitting | wrong, times, credentials[way_in])()
