"""The programs that the portal shows beside a key or a consumer, taken from its pages and run as they stand there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from apps.accounts.models import Account, User
from apps.connections.models import AccessToken
from tests.api.helpers import new_item
from tests.conftest import sign_in
from tests.factories import PASSWORD, new_api_key, new_code_consumer, new_consumer
from tests.flows.guide import Reader, programs_of
from tests.flows.person import Person
from tests.oauth.flow import App
from tests.oauth.signing import Key, new_signing_consumer

pytestmark = pytest.mark.interop
KEY, CONSUMERS = "/settings/api-connections/key/", "/settings/api-connections/consumers/"
FOUND = "EQ-77"


@pytest.fixture
def url(live_server: Any, settings: Any, account: Account) -> str:
    """A server whose address the programs are made for, with something to find."""
    settings.PUBLIC_URL = live_server.url
    new_item(account, code=FOUND)
    return str(live_server.url)


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    return Reader(tmp_path)


def programs_on(path: str, person: User) -> dict[str, str]:
    return programs_of(sign_in(person).get(path).content.decode())


def of_panel(made: App, person: User) -> dict[str, str]:
    return programs_on(f"{CONSUMERS}{made.owner.pk}/", person)


def private_key_of(key: Key) -> str:
    return str(key.pair.export_to_pem(private_key=True, password=None), "ascii")


def test_the_signed_request_is_answered(url: str, account: Account, ana: User, reader: Reader) -> None:
    made = new_api_key(account)
    programs = programs_on(KEY, ana)
    assert {Path(name).suffix for name in programs} == {".sh", ".py", ".mjs"}
    for name, text in programs.items():
        assert FOUND in reader.run(name, text, API_SECRET=made.plain)


def test_a_program_gets_a_token_and_an_answer(url: str, account: Account, ana: User, reader: Reader) -> None:
    made = new_consumer(account)
    programs = of_panel(made, ana)
    assert len(programs) == 4
    for name, text in programs.items():
        assert FOUND in reader.run(name, text, OAUTH_CLIENT_SECRET=made.plain)
    assert AccessToken.objects.filter(application=made.owner).count() == len(programs)


@pytest.mark.parametrize("kind", ["confidential", "public"])
def test_an_app_gets_a_token_of_a_user(
    url: str, account: Account, ana: User, bruno: User, reader: Reader, kind: str
) -> None:
    made = new_code_consumer(account, client_type=kind)
    programs, secret = of_panel(made, ana), {"OAUTH_CLIENT_SECRET": made.plain} if made.plain else {}
    assert len(programs) == 3
    for name, text in programs.items():
        assert FOUND in reader.talk(name, text, Person(bruno.email, PASSWORD).allow, **secret)


@pytest.mark.parametrize("algorithm", ["ES256", "EdDSA"])
def test_a_program_that_signs_gets_a_token_without_a_secret(
    url: str, account: Account, ana: User, reader: Reader, algorithm: str
) -> None:
    key = Key(algorithm)
    made = new_signing_consumer(account, key)
    for name, text in of_panel(made, ana).items():
        assert FOUND in reader.run(name, text, OAUTH_PRIVATE_KEY=private_key_of(key))


def test_so_does_an_app_that_signs(url: str, account: Account, ana: User, bruno: User, reader: Reader) -> None:
    key = Key("RS256")
    made = new_signing_consumer(account, key, for_users=True)
    for name, text in of_panel(made, ana).items():
        allowing = Person(bruno.email, PASSWORD).allow
        assert FOUND in reader.talk(name, text, allowing, OAUTH_PRIVATE_KEY=private_key_of(key))
