"""No page makes the browser tell anybody else about it: not by a picture, a script, a style, or a Referer (R029)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client

from apps.accounts.models import Account, User
from apps.connections.services.authorizations import grant_authorization
from tests.addresses import every_address
from tests.api.helpers import new_item
from tests.conftest import sign_in
from tests.factories import CALLBACK, TESTER, new_api_key, new_code_consumer
from tests.oauth import flow

LOADED = re.compile(
    r"""<(?:link|script|img|iframe|video|audio|source|object|embed|use|form|base|meta)\b[^>]*?"""
    r"""\s(?:src|href|srcset|data|poster|action|content)=["']([^"']*)["']"""
)
ELSEWHERE = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:)?//|^\s*[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def loaded_from_elsewhere(content: str) -> list[str]:
    return [address for address in LOADED.findall(content) if ELSEWHERE.match(address)]


def pages(client: Client, account: Account) -> Iterator[tuple[str, HttpResponse]]:
    for address in every_address():
        for path in address.paths(account)[:1]:
            response = client.get(path)
            if response.get("Content-Type", "").startswith("text/html") and response.content:
                yield path, response  # type: ignore[misc]


@pytest.mark.any_database
@pytest.mark.parametrize("is_signed_in", [True, False])
def test_R029_no_page_loads_anything_from_elsewhere(account: Account, ana: User, is_signed_in: bool) -> None:
    new_item(account, "BOMBA-1")
    new_api_key(account)
    grant_authorization(consumer=new_code_consumer(account).owner, user=ana, scopes=["items:view"], by=TESTER)
    client = sign_in(ana) if is_signed_in else Client()
    seen = 0
    for path, response in pages(client, account):
        seen += 1
        assert loaded_from_elsewhere(response.content.decode()) == [], path
        assert response["Referrer-Policy"] in ("same-origin", "no-referrer"), path
        assert "http:" not in response["Content-Security-Policy"], path
    assert seen > 4


def test_R029_nor_does_the_consent_page(account: Account, ana: User) -> None:
    page = flow.ask(flow.browser(ana), new_code_consumer(account))
    assert loaded_from_elsewhere(page.content.decode()) == []
    assert page["Referrer-Policy"] in ("same-origin", "no-referrer")


@pytest.mark.parametrize("decision", ["allow", "deny"])
def test_R028_R029_the_browser_leaves_the_form_by_a_redirect_that_repeats_nothing(
    account: Account, ana: User, decision: str
) -> None:
    client = flow.browser(ana)
    response = flow.decide(client, flow.ask(client, new_code_consumer(account)), decision)
    # 307 and 308 would send the form on, to the app (RFC 9700 section 4.12).
    assert response.status_code in (302, 303)
    assert response["Location"].startswith(f"{CALLBACK}?")
    assert response["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert response["Cache-Control"] == "no-store"
    assert not response.content


def test_R028_the_answer_of_remembered_consent_is_kept_by_nobody(account: Account, ana: User) -> None:
    app, client = new_code_consumer(account), flow.browser(ana)
    flow.decide(client, flow.ask(client, app))
    again = flow.ask(client, app)
    assert "code" in flow.answer(again)
    assert again["Cache-Control"] == "no-store"
    assert flow.ask(client, app, prompt="none", scope="nothing")["Cache-Control"] == "no-store"
