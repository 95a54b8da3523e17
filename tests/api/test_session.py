"""The browser session at the api door: for the documentation's "try it" only, and nothing by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import Account, User
from tests.api.helpers import new_item, token_for
from tests.documents import new_document
from tests.factories import PASSWORD

PAGE = "http://testserver/api/docs/"


class Browser:
    """A browser in which somebody signed in, with the page of the documentation open; Django checks as in real life."""

    def __init__(self, user: User | None) -> None:
        self.client = Client(enforce_csrf_checks=True)
        if user:
            self._sign_in(user)
        self.token = str(self.client.get("/api/docs/").context["csrf_token"])

    def _sign_in(self, user: User) -> None:
        token = str(self.client.get("/sign-in/").context["csrf_token"])
        form = {"login": user.email, "password": PASSWORD, "csrfmiddlewaretoken": token}
        assert self.client.post("/sign-in/", form).status_code == 302

    def ask(self, method: str, path: str, **changed: str | None) -> Any:
        """As the page asks; `changed` are headers that are different, or left out (None)."""
        usual: dict[str, str | None] = {"X-CSRFToken": self.token, "Referer": PAGE, "Sec-Fetch-Site": "same-origin"}
        headers = {name: value for name, value in (usual | changed).items() if value is not None}
        return self.client.generic(method, path, data="{}", content_type="application/json", headers=headers)


@pytest.fixture
def browser(ana: User) -> Browser:
    return Browser(ana)


def test_the_page_acts_as_whoever_is_signed_in(browser: Browser, account: Account, ana: User) -> None:
    new_item(account, "EQ-1")
    assert browser.ask("GET", "/api/items").json()["total"] == 1
    me = browser.ask("GET", "/api/me").json()["data"]
    assert (me["user"]["id"], me["consumer"], me["api_key"]) == (ana.pk, None, None)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
@pytest.mark.parametrize(
    "changed",
    [
        {"X-CSRFToken": None},
        {"X-CSRFToken": "a" * 64},
        {"Referer": None},
        {"Referer": "http://testserver/settings/"},
        {"Referer": "https://elsewhere.example/api/docs/"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://elsewhere.example"},
    ],
    ids=str,
)
def test_less_than_the_page_sends_is_no_credential(
    browser: Browser, method: str, changed: dict[str, str | None]
) -> None:
    response = browser.ask(method, "/api/items", **changed)
    assert (response.status_code, response.json()["code"]) == (401, "authentication_required")


@pytest.mark.parametrize("policy", [{"two_step_for": "everybody"}, {"password_days": 30}], ids=str)
def test_whoever_must_do_something_first_is_nobody_until_then(
    browser: Browser, account: Account, ana: User, policy: dict[str, Any]
) -> None:
    Account.objects.filter(pk=account.pk).update(**policy)
    User.objects.filter(pk=ana.pk).update(password_set_at=timezone.now() - timedelta(days=31))
    assert browser.ask("GET", "/api/items").status_code == 401


def test_without_a_session_the_page_is_nobody(db: None) -> None:
    assert Browser(None).ask("GET", "/api/items").status_code == 401


def test_a_credential_that_is_sent_comes_before_the_session(browser: Browser, account: Account) -> None:
    token = token_for(account, ["items:view"])
    assert browser.ask("POST", "/api/items", Authorization=f"Bearer {token}").status_code == 403
    assert browser.ask("GET", "/api/items", Authorization="Bearer garbage").status_code == 401


def test_nobody_can_do_more_than_by_themselves(bruno: User) -> None:
    browser = Browser(bruno)
    assert browser.ask("GET", "/api/items").status_code == 200
    refused = browser.ask("POST", "/api/items")
    assert (refused.status_code, refused.json()["code"]) == (403, "permission_missing")


def test_a_disabled_module_is_disabled_here_too(browser: Browser, account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(enabled_modules=[])
    assert browser.ask("GET", "/api/items").json()["code"] == "module_disabled"


def test_the_settings_which_the_screens_guard_are_only_read(browser: Browser) -> None:
    assert browser.ask("GET", "/api/permission_groups").status_code == 200
    assert browser.ask("POST", "/api/permission_groups").status_code == 403
    assert browser.ask("GET", "/api/consumers").status_code == 403


def test_what_the_screens_delete_after_a_proof_is_not_deleted_without(browser: Browser, account: Account) -> None:
    document = new_document(account, "M-1")
    assert browser.ask("GET", "/api/documents").status_code == 200
    assert browser.ask("DELETE", f"/api/documents/{document.code}").json()["code"] == "permission_missing"


def test_an_operator_who_has_entered_no_account_gets_nothing(operator: User) -> None:
    assert Browser(operator).ask("GET", "/api/items").status_code == 403
    assert Browser(operator).ask("GET", "/api/me").status_code == 401


def test_a_session_means_nothing_at_the_oauth_door(browser: Browser) -> None:
    headers, kind = {"Referer": PAGE, "X-CSRFToken": browser.token}, "application/x-www-form-urlencoded"
    asked = browser.client.post("/oauth/introspect", "token=x", content_type=kind, headers=headers)
    assert asked.status_code == 401
