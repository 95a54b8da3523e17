"""The sidebar and the tabs: only what is there and may be opened, in the order of the original."""

import re

import pytest
from django.test import RequestFactory

from apps.accounts.models import User
from apps.accounts.services import change_language
from apps.settings import navigation
from apps.settings.navigation import Section
from tests.conftest import sign_in


def sidebar_of(user: User, page: str = "/settings/transactions-log/") -> list[str]:
    html = sign_in(user).get(page, follow=True).content.decode()
    inner = html.partition('<nav id="sidebar"')[2].partition("</nav>")[0]
    return re.findall(r"<span>([^<]+)</span>", inner)


def test_a_super_administrator_sees_every_section_in_the_order_of_the_original(ana: User) -> None:
    assert sidebar_of(ana) == [
        "General", "User Accounts", "Business Calendar", "Modules", "Financial", "Auxiliary Catalogs",
        "Document Management", "Transactions Log", "Security", "API Connections", "Guest Portal", "Account",
    ]  # fmt: skip


def test_an_administrator_does_not_see_what_is_the_owner_s(alba: User) -> None:
    assert sidebar_of(alba) == [
        "User Accounts", "Business Calendar", "Financial", "Auxiliary Catalogs", "Document Management",
        "Transactions Log", "Guest Portal",
    ]  # fmt: skip


def test_whoever_may_open_no_section_sees_none(bruno: User) -> None:
    assert sidebar_of(bruno, "/my-authorizations/") == []


def test_who_reads_the_data_of_the_account_sees_its_documents(rita: User) -> None:
    change_language(user=rita, language="en")
    assert sidebar_of(rita, "/my-authorizations/") == ["Document Management"]


def test_an_operator_outside_any_account_sees_the_accounts_only(operator: User) -> None:
    change_language(user=operator, language="en")
    assert sidebar_of(operator, "/settings/") == ["Accounts"]


def test_the_current_section_and_tab_are_marked(ana: User) -> None:
    html = sign_in(ana).get("/settings/api-connections/consumers/").content.decode()
    assert re.findall(r'<a href="([^"]+)" aria-current="page"', html) == [
        "/settings/api-connections/key/",
        "/settings/api-connections/consumers/",
    ]


def test_a_section_with_one_screen_shows_no_tabs(ana: User) -> None:
    assert 'class="tabs"' not in sign_in(ana).get("/settings/transactions-log/").content.decode()


def test_every_link_of_the_frame_leads_somewhere(ana: User, operator: User) -> None:
    for user in (ana, operator):
        client = sign_in(user)
        html = client.get("/settings/", follow=True).content.decode()
        for link in set(re.findall(r'href="(/[^"#]*)"', html)) - set(re.findall(r'href="(/static/[^"]*)"', html)):
            answer = client.get(link.replace("&amp;", "&"))
            # Read to its end, as a browser does: until then a CSV file is a request that goes on.
            answer.getvalue()
            assert answer.status_code in (200, 302), link


def test_a_section_is_registered_once_and_only_in_its_place() -> None:
    with pytest.raises(ValueError, match="api_connections"):
        navigation.register(Section("api_connections", "Twice", icon="x"))
    with pytest.raises(ValueError, match="unheard_of"):
        navigation.register(Section("unheard_of", "Nowhere", icon="x"))


def test_outside_the_sections_nothing_is_current(rf: RequestFactory) -> None:
    request = rf.get("/")
    assert navigation.current_screen(request) is None
    assert navigation.tabs(request) == []
