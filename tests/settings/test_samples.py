"""The programs beside a key and a consumer: its key in them, never a secret, and an address that it may read."""

from __future__ import annotations

import shlex
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from apps.accounts import modules
from apps.accounts.models import Account, User
from apps.api.guide.advice import ADVICE as GUIDE
from apps.api.urls import RESOURCES
from apps.connections.models import Consumer
from apps.settings.sections.api_connections import samples, try_it
from tests.conftest import sign_in
from tests.factories import new_api_key, new_code_consumer, new_consumer
from tests.oauth.signing import Key, new_signing_consumer

KEY, CONSUMERS = "/settings/api-connections/key/", "/settings/api-connections/consumers/"


@pytest.fixture
def client(ana: User) -> Client:
    return sign_in(ana)


def panel_of(client: Client, consumer: Consumer) -> Any:
    return client.get(f"{CONSUMERS}{consumer.pk}/")


def test_R111_those_of_the_key_pair_hold_the_key_and_never_the_secret(client: Client, account: Account) -> None:
    made = new_api_key(account)
    page = client.get(KEY)
    assert made.plain not in page.content.decode()
    for tab in page.context["samples"].tabs:
        assert made.owner.key in tab.code
        assert f"{settings.PUBLIC_URL}/api/items?limit=1" in tab.code
        assert "API_SECRET" in tab.code


@pytest.mark.parametrize(
    ("fields", "labels"),
    [
        ({}, ["curl", "Python (requests)", "Python (Authlib)", "JavaScript"]),
        ({"redirect_uris": "https://app.example/back"}, ["curl", "Python (Authlib)", "JavaScript"]),
        ({"redirect_uris": "https://a.example/b", "client_type": "public"}, ["curl", "Python (Authlib)", "JavaScript"]),
    ],
    ids=["program", "app", "public app"],
)
def test_R111_a_consumer_s_panel_shows_how_its_kind_gets_a_token_and_never_the_secret(
    client: Client, account: Account, fields: dict[str, str], labels: list[str]
) -> None:
    made = new_code_consumer(account, **fields) if fields else new_consumer(account)
    page = panel_of(client, made.owner)
    tabs = page.context["samples"].tabs
    assert [tab.label for tab in tabs] == labels
    for tab in tabs:
        assert made.owner.client_id in tab.code
        assert ("OAUTH_CLIENT_SECRET" in tab.code) is made.owner.is_confidential
    assert not made.plain or made.plain not in page.content.decode()


@pytest.mark.parametrize(
    ("permissions", "off", "expected"),
    [
        (["work_orders:view", "meters:view"], [], "/api/meters?limit=1"),
        (["work_orders:view", "meters:view"], ["meters"], "/api/work_orders?limit=1"),
        (["items:add", "items:edit"], [], "/api/me"),
        (["user_accounts:view"], [], "/api/me"),
    ],
)
def test_the_call_is_one_that_the_group_may_really_make(
    account: Account, permissions: list[str], off: list[str], expected: str
) -> None:
    account.enabled_modules = [name for name in account.enabled_modules if name not in off]
    assert samples.address_for(permissions, account) == expected


def test_every_module_of_data_has_a_list_under_the_name_that_it_says() -> None:
    lists = {(r.module, name) for r in RESOURCES if "get" in r.collection for name in r.names}
    assert {(module.name, module.list_name) for module in modules.data()} <= lists


def test_a_callback_cannot_bring_a_program_of_its_own_along(account: Account) -> None:
    callback = "https://app.example/it's?a=$(id)&b=`id`"
    consumer = new_code_consumer(account).owner
    # What a callback may hold is for its own validation to say; the programs do not rely on it.
    consumer.redirect_uris = callback
    shell, python, script = samples.of_consumer(consumer, account).tabs
    assert shlex.split(shell.code.split("--data-urlencode redirect_uri=")[1].split(" \\")[0]) == [callback]
    for tab in (python, script):
        assert f'"{callback}"' in tab.code


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"requires_dpop": True}, "RFC 9449"), ({"requires_par": True}, "RFC 9126")],
    ids=["must prove", "must push"],
)
def test_where_a_library_is_needed_the_panel_says_so(
    client: Client, account: Account, fields: dict[str, bool], words: str
) -> None:
    page = panel_of(client, new_code_consumer(account, **fields).owner)
    assert words in page.content.decode()
    assert page.context["samples"].tabs == ()


@pytest.mark.parametrize(("algorithm", "kind"), [("ES256", "ECKey"), ("EdDSA", "OKPKey")])
def test_a_consumer_that_signs_gets_the_program_for_its_kind_of_key(
    account: Account, algorithm: str, kind: str
) -> None:
    (tab,) = samples.of_consumer(new_signing_consumer(account, Key(algorithm)).owner, account).tabs
    assert f"import {kind}" in tab.code
    assert f'alg="{algorithm}"' in tab.code
    compile(tab.code, "sample.py", "exec")


def test_only_who_needs_nothing_but_its_secret_can_be_tested_here(account: Account) -> None:
    assert try_it.of_consumer(new_consumer(account).owner, account)
    others = (
        new_consumer(account, requires_dpop=True), new_code_consumer(account), new_signing_consumer(account, Key())
    )  # fmt: skip
    assert [try_it.of_consumer(made.owner, account) for made in others] == [None, None, None]


def test_what_is_typed_to_test_a_secret_has_no_name_under_which_a_form_would_send_it(
    client: Client, account: Account
) -> None:
    page = panel_of(client, new_consumer(account).owner).content.decode()
    form = page.split('<form class="try')[1].split("</form>")[0]
    assert 'type="password"' in form
    assert " name=" not in form
    assert "only-with-js" in page.split("data-try=")[0].rsplit("<form", 1)[1]


def test_the_advice_is_the_guide_s_own() -> None:
    of_oauth = {"invalid_client", "unauthorized_client"}
    assert {code: str(words) for code, words in try_it.ADVICE.items() if code not in of_oauth} == {
        code: str(GUIDE[code].does) for code in set(try_it.ADVICE) - of_oauth
    }
