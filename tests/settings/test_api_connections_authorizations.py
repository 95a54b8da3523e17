"""Tab 3: who lets which app act for them, and taking it back."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import Account, User
from apps.connections.models import Authorization, Consumer
from apps.connections.services.authorizations import grant_authorization
from tests.conftest import sign_in
from tests.factories import TESTER, UserFactory, new_code_consumer
from tests.settings.conftest import HTMX, streamed

LIST = "/settings/api-connections/authorizations/"


@pytest.fixture
def client_of_ana(ana: User) -> Client:
    return sign_in(ana)


def grant(consumer: Consumer, user: User, *scopes: str) -> Authorization:
    return grant_authorization(consumer=consumer, user=user, scopes=scopes or ["items:view"], by=TESTER)


@pytest.fixture
def four(ana: User, bruno: User, account: Account) -> list[Authorization]:
    campo = new_code_consumer(account, name="Campo").owner
    tablero = new_code_consumer(account, name="Tablero").owner
    return [grant(app, user) for app in (campo, tablero) for user in (ana, bruno)]


def page_of(row: Authorization, page: str) -> str:
    return reverse(f"settings:connections_authorization_{page}", args=[row.pk])


def live() -> set[str]:
    return {str(row) for row in Authorization.objects.live()}


def shown(client: Client, query: str = "") -> set[str]:
    return {str(entry["row"]) for entry in client.get(LIST + query).context["table"]}


def test_each_row_tells_app_user_permissions_and_use(client_of_ana: Client, ana: User, account: Account) -> None:
    row = grant(new_code_consumer(account, name="Campo").owner, ana, "items:view", "items:edit")
    row.note_use("203.0.113.9")
    html = client_of_ana.get(LIST).content.decode()
    for text in ("Campo", "Ana Prado", "ana@aguas.example", "Items: View, Edit", "203.0.113.9", "Active"):
        assert text in html


def test_the_scope_that_means_everything_is_told_in_words(client_of_ana: Client, ana: User, account: Account) -> None:
    grant(new_code_consumer(account).owner, ana, "api")
    assert "Everything that the app&#x27;s permission group allows" in client_of_ana.get(LIST).content.decode()


def test_filters_by_app_user_and_status(client_of_ana: Client, four: list[Authorization], bruno: User) -> None:
    assert shown(client_of_ana, f"?app={four[0].consumer_id}") == {"Campo · Ana Prado", "Campo · Bruno Sosa"}
    assert shown(client_of_ana, f"?user={bruno.pk}&q=campo") == {"Campo · Bruno Sosa"}
    client_of_ana.post(page_of(four[0], "revoke"))
    assert shown(client_of_ana, "?status=revoked") == {"Campo · Ana Prado"}
    assert len(shown(client_of_ana, "?status=live")) == 3


def test_filters_offer_only_the_apps_and_users_of_this_account(
    client_of_ana: Client, four: list[Authorization], carla: User, other_account: Account
) -> None:
    grant(new_code_consumer(other_account, name="App ajena").owner, carla)
    html = client_of_ana.get(LIST).content.decode()
    assert "App ajena" not in html
    assert "Carla Vega" not in html


def test_selected_ones_are_revoked_and_counted(client_of_ana: Client, four: list[Authorization]) -> None:
    data: dict[str, Any] = {"action": "revoke", "selected": [four[0].pk, four[1].pk]}
    url = client_of_ana.post(LIST, data).headers["Location"]
    assert "Revoke 2 authorizations?" in client_of_ana.get(url).content.decode()
    assert "2 authorizations are revoked." in client_of_ana.post(url, follow=True).content.decode()
    assert live() == {"Tablero · Ana Prado", "Tablero · Bruno Sosa"}
    assert "0 authorizations are revoked." in client_of_ana.post(url, follow=True).content.decode()


@pytest.mark.parametrize(
    ("which", "left"),
    [
        ("this", {"Campo · Bruno Sosa", "Tablero · Ana Prado", "Tablero · Bruno Sosa"}),
        ("app", {"Tablero · Ana Prado", "Tablero · Bruno Sosa"}),
        ("user", {"Campo · Bruno Sosa", "Tablero · Bruno Sosa"}),
        ("everything", {"Campo · Bruno Sosa", "Tablero · Ana Prado", "Tablero · Bruno Sosa"}),
    ],
)
def test_one_or_all_of_an_app_or_all_of_a_user_are_revoked(
    client_of_ana: Client, four: list[Authorization], which: str, left: set[str]
) -> None:
    url = page_of(four[0], "revoke")
    assert client_of_ana.get(url, {"which": which}).status_code == 200
    assert len(live()) == 4
    response = client_of_ana.post(url, {"which": which}, headers=HTMX)
    assert response.status_code == 204
    assert live() == left


def test_the_panel_offers_what_can_be_revoked_and_nothing_to_save(
    client_of_ana: Client, four: list[Authorization]
) -> None:
    url = reverse("settings:connections_authorization_change", args=[four[0].pk])
    html = client_of_ana.get(url, headers=HTMX).content.decode()
    assert "Revoke all 2 of Campo" in html
    assert "Revoke all 2 of Ana Prado" in html
    assert 'form="panel-form"' not in html
    assert client_of_ana.post(url, {}).status_code == 403


def test_revoking_all_of_an_app_does_not_reach_another_account(
    client_of_ana: Client, four: list[Authorization], carla: User, other_account: Account
) -> None:
    theirs = grant(new_code_consumer(other_account, name="App ajena").owner, carla)
    client_of_ana.post(f"{LIST}revoke/?selected={theirs.pk}")
    client_of_ana.post(page_of(theirs, "revoke"), {"which": "app"})
    assert str(theirs) in live()


def test_the_list_needs_the_same_queries_however_many_rows_there_are(
    client_of_ana: Client, ana: User, account: Account
) -> None:
    app = new_code_consumer(account).owner
    grant(app, ana)
    with CaptureQueriesContext(connection) as few:
        client_of_ana.get(LIST)
    for _ in range(20):
        grant(app, UserFactory.create(account=account))
    with CaptureQueriesContext(connection) as many:
        client_of_ana.get(LIST)
    assert len(many) == len(few) <= 8


def test_the_export_tells_the_same(client_of_ana: Client, four: list[Authorization]) -> None:
    text = streamed(client_of_ana.get(LIST + "export/?q=tablero"))
    assert len(text.splitlines()) == 3
    assert '"Tablero","Bruno Sosa","Items: View"' in text
