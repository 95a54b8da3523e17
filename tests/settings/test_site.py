"""The AdminSite: our URLs, the way in, and nothing of the plain admin that nobody asked for."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import NoReverseMatch, reverse

from apps.accounts.models import Account, User
from apps.accounts.services import suspend_account
from apps.settings.site import site
from tests.conftest import sign_in
from tests.factories import TESTER, new_consumer


def test_the_index_leads_to_the_first_section_that_the_caller_may_open(
    ana: User, rita: User, bruno: User, operator: User
) -> None:
    assert sign_in(ana).get("/settings/").headers["Location"] == "/settings/general/"
    assert sign_in(rita).get("/settings/").headers["Location"] == "/settings/document-management/documents/"
    assert sign_in(bruno).get("/settings/").headers["Location"] == "/my-authorizations/"
    assert sign_in(operator).get("/settings/").headers["Location"] == "/settings/accounts/"


def test_a_section_leads_to_the_first_of_its_tabs(ana: User, bruno: User) -> None:
    assert sign_in(ana).get("/settings/api-connections/").headers["Location"] == "/settings/api-connections/key/"
    assert sign_in(bruno).get("/settings/api-connections/").status_code == 403


def test_whoever_is_not_signed_in_signs_in_first_and_comes_back(client: Client, db: None) -> None:
    response = client.get("/settings/api-connections/consumers/?q=erp")
    assert response.status_code == 302
    assert response.headers["Location"] == "/sign-in/?next=/settings/api-connections/consumers/%3Fq%3Derp"


def test_a_deactivated_user_is_not_signed_in_any_more(ana: User) -> None:
    client = sign_in(ana)
    User.objects.filter(pk=ana.pk).update(is_active=False)
    assert client.get("/settings/api-connections/consumers/").status_code == 302


def test_the_people_of_a_suspended_account_are_signed_out(ana: User, account: Account) -> None:
    client = sign_in(ana)
    suspend_account(account=account, by=TESTER)
    assert client.get("/settings/api-connections/consumers/").headers["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("name", ["login", "logout", "password_change", "jsi18n", "autocomplete", "app_list"])
def test_the_plain_admin_has_no_pages_of_its_own(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(f"settings:{name}")


@pytest.mark.parametrize("path", ["/settings/login/", "/settings/logout/", "/settings/connections/consumer/"])
def test_the_admin_s_own_words_are_no_urls(ana: User, path: str) -> None:
    assert sign_in(ana).get(path).status_code == 404


def test_no_screen_offers_the_admin_s_own_deletion() -> None:
    assert [name for name, _action in site.actions] == []


def test_the_admin_s_own_log_stays_empty(ana: User, account: Account) -> None:
    consumer = new_consumer(account).owner
    url = reverse("settings:connections_consumer_change", args=[consumer.pk])
    sign_in(ana).post(url, {"name": "Otro nombre", "permission_group": consumer.permission_group_id})
    consumer.refresh_from_db()
    assert consumer.name == "Otro nombre"
    assert not LogEntry.objects.exists()
