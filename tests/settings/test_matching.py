"""A bulk action on all that a list's search and filters match: bounded, asked about, and done to no others."""

import re
from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import Account, PermissionGroup, User
from apps.accounts.session import Session
from apps.audit.models import Transaction
from apps.connections.models import Authorization, Consumer
from apps.settings.panel.listing import ListAdmin
from apps.settings.sections.api_connections.consumers import ConsumerAdmin
from tests.conftest import sign_in
from tests.factories import PASSWORD, GroupFactory, UserFactory, new_code_consumer, new_consumer
from tests.settings.conftest import age_sign_in

CONSUMERS = "/settings/api-connections/consumers/"
AUTHORIZATIONS = "/settings/api-connections/authorizations/"
USERS, GROUPS = "/settings/user-accounts/accounts/", "/settings/user-accounts/permission-groups/"
SESSIONS = "/settings/security/sessions/"


@pytest.fixture(autouse=True)
def _short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ListAdmin, "list_per_page", 2)


@pytest.fixture
def client(ana: User, account: Account) -> Client:
    group = GroupFactory.create(account=account, name="Puentes")
    for name in ("Campo 1", "Campo 2", "Campo 3", "Tablero"):
        new_consumer(account, name=name, permission_group=group)
    return sign_in(ana)


def enabled() -> set[str]:
    return set(Consumer.objects.filter(is_enabled=True).values_list("name", flat=True))


def asked(client: Client, url: str, action: str, **data: Any) -> Any:
    """The question, wherever the action leads to."""
    return client.post(url, {"action": action, "matching": "1", **data}, follow=True)


def mark_in(page: Any) -> str:
    found = re.search(r'name="mark" value="(\w+)"', page.content.decode())
    assert found
    return found.group(1)


def confirm(client: Client, page: Any, action: str = "", **data: Any) -> Any:
    """Answer the question that `page` asks, as its form does."""
    more = {"action": action, "matching": "1"} if action else {}
    return client.post(page.wsgi_request.get_full_path(), {"mark": mark_in(page), **more, **data}, follow=True)


def test_all_that_match_are_offered_when_a_page_does_not_show_them_all(client: Client) -> None:
    page = client.get(f"{CONSUMERS}?q=campo").content.decode()
    assert "All 2 rows of this page are selected." in page
    assert "Select all 3 that match" in page
    assert "Select all 4 of the list" in client.get(CONSUMERS).content.decode()
    assert "data-select-matching" not in client.get(f"{CONSUMERS}?q=tablero").content.decode()


def test_they_are_disabled_after_a_question_that_says_how_many_and_which(client: Client) -> None:
    question = asked(client, f"{CONSUMERS}?q=campo&page=2", "disable")
    html = question.content.decode()
    assert "Disable 3 consumers?" in html
    assert "All that match are meant, also on the other pages: Search: campo." in html
    assert enabled() == {"Campo 1", "Campo 2", "Campo 3", "Tablero"}
    answer = confirm(client, question)
    assert enabled() == {"Tablero"}
    assert answer.request["QUERY_STRING"] == "q=campo"
    assert Transaction.objects.filter(action="consumer_disabled").count() == 3
    undo = re.search(r'action="([^"]+until=\d+)"', answer.content.decode())
    assert undo
    client.post(undo.group(1))
    assert len(enabled()) == 4


def test_whoever_the_question_did_not_name_is_asked_about_anew(client: Client, account: Account) -> None:
    question = asked(client, f"{CONSUMERS}?q=campo", "disable")
    new_consumer(account, name="Campo 4")
    again = confirm(client, question)
    assert again.status_code == 422
    assert "The list has changed meanwhile." in again.content.decode()
    assert "Disable 4 consumers?" in again.content.decode()
    assert len(enabled()) == 5
    confirm(client, again)
    assert enabled() == {"Tablero"}


def test_no_more_than_so_many_are_done_at_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ConsumerAdmin, "bulk_at_most", 3)
    assert "Select the first 3, as many as are done at once" in client.get(CONSUMERS).content.decode()
    question = asked(client, CONSUMERS, "disable")
    assert "No more than 3 are done at once: the first of the list." in question.content.decode()
    confirm(client, question)
    assert enabled() == {"Tablero"}


def test_deleting_them_needs_the_step_up_and_the_typed_number(client: Client, account: Account, ana: User) -> None:
    app = new_code_consumer(account, name="Campo móvil").owner
    Authorization.objects.create(account=account, consumer=app, user=ana, scope="items:view")
    question = asked(client, f"{CONSUMERS}?q=campo", "delete")
    assert confirm(client, question).status_code == 422
    age_sign_in(client)
    assert "/confirm/" in client.post(question.wsgi_request.get_full_path(), {"word": "4"})["Location"]
    assert Consumer.objects.count() == 5
    client.post("/confirm/", {"password": PASSWORD})
    confirm(client, asked(client, f"{CONSUMERS}?q=campo", "delete"), word="4")
    assert list(Consumer.objects.values_list("name", flat=True)) == ["Tablero"]
    assert Transaction.objects.filter(action="consumer_deleted").count() == 4


def test_an_action_without_a_page_of_its_own_is_asked_about_too(client: Client, account: Account) -> None:
    for row in Consumer.objects.all():
        Consumer.objects.filter(pk=row.pk).update(is_enabled=False)
    question = asked(client, f"{CONSUMERS}?status=disabled", "enable", confirmed="1")
    assert "4 rows are selected" in question.content.decode()
    assert "Status: Disabled" in question.content.decode()
    assert enabled() == set()
    confirm(client, question, "enable")
    assert len(enabled()) == 4


def test_every_authorization_that_matches_is_revoked(client: Client, account: Account, ana: User) -> None:
    apps = [new_code_consumer(account, name=f"App {number}").owner for number in range(3)]
    for app in apps:
        Authorization.objects.create(account=account, consumer=app, user=ana, scope="items:view")
    question = asked(client, f"{AUTHORIZATIONS}?user=ana", "revoke")
    assert "Revoke 3 authorizations?" in question.content.decode()
    confirm(client, question)
    assert not Authorization.objects.live().exists()


def test_users_that_match_are_deactivated_but_for_oneself(client: Client, account: Account) -> None:
    for number in range(3):
        UserFactory.create(account=account, name=f"Turno {number}")
    question = asked(client, USERS, "deactivate")
    assert "Deactivate 4 users?" in question.content.decode()
    answer = confirm(client, question).content.decode()
    assert "3 users are deactivated." in answer
    assert "Ana Prado: You cannot deactivate yourself." in answer
    active = User.objects.of(account).filter(is_active=True)
    assert list(active.values_list("name", flat=True)) == ["Ana Prado"]


def test_of_many_that_cannot_be_done_a_few_reasons_are_told(client: Client, account: Account) -> None:
    for number in range(8):
        UserFactory.create(account=account, name=f"Turno {number}")
    answer = confirm(client, asked(client, f"{USERS}?q=turno", "invite"), "invite").content.decode()
    assert answer.count("There is no open invitation for this user.") == 5
    assert "It could not be done to 3 more." in answer


def test_groups_that_nobody_has_are_deleted_and_the_others_told(client: Client, account: Account) -> None:
    for number in range(3):
        GroupFactory.create(account=account, name=f"Sin uso {number}")
    answer = confirm(client, asked(client, GROUPS, "delete"), "delete").content.decode()
    assert "3 permission groups are deleted." in answer
    assert list(PermissionGroup.objects.of(account).values_list("name", flat=True)) == ["Puentes"]


def test_all_other_sessions_end_and_ones_own_goes_on(client: Client, bruno: User, carla: User) -> None:
    theirs = [sign_in(bruno), sign_in(bruno), sign_in(carla)]
    question = asked(client, SESSIONS, "end")
    html = question.content.decode()
    assert "2 rows are selected" in html
    assert "The session in which you are working now is not among them." in html
    assert "2 sessions are ended." in confirm(client, question, "end").content.decode()
    assert [one.get("/my-authorizations/").status_code for one in theirs] == [302, 302, 200]
    assert not Session.objects.filter(user=bruno).exists()


def test_what_was_asked_goes_on_after_the_step_up(client: Client, bruno: User) -> None:
    sign_in(bruno)
    question = asked(client, f"{SESSIONS}?q=bruno", "end")
    age_sign_in(client)
    step_up = confirm(client, question, "end").wsgi_request.get_full_path()
    assert step_up.startswith("/confirm/")
    answer = client.post(step_up, {"password": PASSWORD}, follow=True)
    assert "1 session is ended." in answer.content.decode()
    assert answer.request["QUERY_STRING"] == "q=bruno"


def test_nothing_of_another_account_matches(client: Client, other_account: Account) -> None:
    new_consumer(other_account, name="Campo ajeno")
    confirm(client, asked(client, f"{CONSUMERS}?q=campo", "disable"))
    assert "Campo ajeno" in enabled()


@pytest.mark.parametrize("query", ["?status=nothing", "?q=nothing", "?group=nobody"])
def test_where_nothing_matches_nothing_is_done(client: Client, query: str) -> None:
    answer = asked(client, f"{CONSUMERS}{query}", "disable")
    assert "Nothing was selected, so nothing was changed." in answer.content.decode()
    assert len(enabled()) == 4
