"""A list of a million rows is as fast as one of ten: what is counted, skipped and looked through has an end."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Account, User
from apps.audit.models import Transaction
from apps.connections.models import Authorization, Consumer
from apps.connections.services.enabling import disable_consumer
from apps.settings.panel import bounds, changelist
from apps.settings.panel.listing import ListAdmin
from apps.settings.sections.api_connections.authorization_list import APP
from apps.settings.sections.transactions_log import searching
from tests.conftest import sign_in
from tests.factories import PASSWORD, TESTER, UserFactory, new_code_consumer, new_consumer
from tests.plans import sorts_nothing
from tests.settings.conftest import HTMX

CONSUMERS = "/settings/api-connections/consumers/"
AUTHORIZATIONS = "/settings/api-connections/authorizations/"
LOG = "/settings/transactions-log/"
USERS = "/settings/user-accounts/accounts/"
SESSIONS = "/settings/security/sessions/"


@pytest.fixture
def client(ana: User, account: Account) -> Client:
    for name in ("Almacén", "Báscula", "Campo", "Puente almacén"):
        new_consumer(account, name=name)
    disable_consumer(consumer=Consumer.objects.get(name="Campo"), by=TESTER)
    return sign_in(ana)


@pytest.fixture
def long(client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(changelist, "SCANNED", 2)
    monkeypatch.setattr(changelist, "PAGED", 0)
    return client


@pytest.fixture
def people(ana: User, bruno: User, account: Account) -> Account:
    for name in ("Abel Río", "Zoe Paz"):
        UserFactory.create(account=account, name=name)
    return account


def names(client: Client, query: str) -> list[str]:
    return [entry["row"].name for entry in client.get(CONSUMERS + query).context["table"]]


def test_a_short_list_is_searched_anywhere_and_sorted_by_every_column(client: Client) -> None:
    assert names(client, "?q=almac") == ["Almacén", "Puente almacén"]
    assert len(client.get(CONSUMERS).context["sorts"]) > 2


def test_a_long_list_is_searched_by_beginning_or_by_the_whole_key(long: Client) -> None:
    assert names(long, "?q=ALMACEN") == ["Almacén"]
    assert names(long, "?q=a&sort=-name") == ["Almacén"]
    key = Consumer.objects.get(name="Campo").client_id
    assert names(long, f"?q={key}") == ["Campo"]
    assert names(long, f"?q={key[:-1]}") == []
    assert "Search by the beginning of the name, or the whole key" in long.get(CONSUMERS).content.decode()


def test_a_long_list_is_sorted_only_where_an_index_is(long: Client) -> None:
    answer = long.get(f"{CONSUMERS}?sort=-status&columns=&columns=created&columns=status")
    assert {head["column"].name for head in answer.context["sorts"]} == {"name", "created"}
    assert answer.context["table"][0]["row"].name == "Almacén"


def test_what_is_filtered_is_counted_up_to_a_limit_and_paged_as_far(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "PAGED", 2)
    monkeypatch.setattr(ListAdmin, "list_per_page", 1)
    assert "Showing 1 of 4" in client.get(CONSUMERS).content.decode()
    last = client.get(f"{CONSUMERS}?status=enabled&page=99").content.decode()
    assert "Showing 1 of 2+" in last
    assert "The pages end here." in last
    assert "Báscula" in last
    assert "The pages end here." not in client.get(f"{CONSUMERS}?status=enabled").content.decode()


@pytest.mark.parametrize("url", [CONSUMERS, AUTHORIZATIONS, LOG, USERS])
def test_no_list_counts_its_rows(client: Client, url: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    counts = [query["sql"] for query in queries if "COUNT(" in query["sql"].upper()]
    assert counts == []


def test_a_filter_by_one_of_many_is_a_text_that_takes_name_and_key(client: Client, ana: User, account: Account) -> None:
    app = new_code_consumer(account, name="Tablero").owner
    Authorization.objects.create(account=account, consumer=app, user=ana, scope="items:view")
    for query in (
        f"?app={app.pk}",
        "?app=tab",
        "?app=Tablero",
        "?user=ANA@aguas.example",
        f"?user={ana.pk}",
        "?user=ana",
    ):
        assert client.get(AUTHORIZATIONS + query).context["total"] == "1", query
    html = client.get(f"{AUTHORIZATIONS}?app={app.pk}").content.decode()
    assert 'value="Tablero"' in html
    assert "<option" not in html.partition('id="filter_app"')[2].partition("</datalist>")[0]
    for query in ("?app=999999", "?user=nobody", "?app=Almac%C3%A9n&user=ana"):
        assert client.get(AUTHORIZATIONS + query).context["total"] == "0", query


def test_a_filter_offers_what_begins_so_and_nothing_of_another_account(client: Client, carla: User) -> None:
    assert 'value="Campo"' in client.get(f"{AUTHORIZATIONS}suggest/?app=", headers=HTMX).content.decode()
    answer = client.get(f"{AUTHORIZATIONS}suggest/?user=ana", headers=HTMX).content.decode()
    assert answer.split() == ["<option", 'value="ana@aguas.example">Ana', "Prado</option>"]
    whole = client.get(f"{AUTHORIZATIONS}suggest/?user=ana@aguas.example", headers=HTMX).content.decode()
    assert whole.split() == answer.split()
    assert "<option" not in client.get(f"{AUTHORIZATIONS}suggest/?user=carla", headers=HTMX).content.decode()
    offered = client.get(f"{LOG}suggest/?actor=an", headers=HTMX).content.decode()
    assert '<option value="Ana Prado">' in offered


def test_each_filter_that_is_set_is_told_and_taken_away_by_itself(client: Client, ana: User) -> None:
    chips = client.get(f"{CONSUMERS}?status=disabled&q=campo&page=1").context["chips"]
    assert chips == [{"label": "Status: Disabled", "remove_url": "?q=campo"}]
    campo = Consumer.objects.get(name="Campo")
    (chip,) = client.get(f"{LOG}?about=consumer:{campo.pk}").context["chips"]
    assert chip["label"] == "About: OAuth consumer Campo"


def test_a_long_list_of_users_is_searched_by_the_beginning_of_the_name_or_the_whole_e_mail(
    long: Client, people: Account
) -> None:
    def found(query: str) -> list[str]:
        return [entry["row"].name for entry in long.get(USERS + query).context["table"]]

    assert found("?q=ABEL") == ["Abel Río"]
    assert found("?q=río") == []
    assert found("?q=Ana@Aguas.Example") == ["Ana Prado"]
    assert {head["column"].name for head in long.get(USERS).context["sorts"]} == {"name"}


def test_a_long_list_of_sessions_is_searched_by_user_or_address_and_not_counted(
    client: Client, bruno: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changelist, "PAGED", 1)
    Client(REMOTE_ADDR="203.0.113.9").post("/sign-in/", {"login": bruno.email, "password": PASSWORD})

    def found(query: str) -> list[str]:
        return [entry["row"].user.name for entry in client.get(SESSIONS + query).context["table"]]

    assert sorted(found("")) == ["Ana Prado", bruno.name]
    assert found("?q=bruno") == found("?q=203.0.113.9") == [bruno.name]
    assert found("?q=sosa") == found("?q=203.0.113.") == found("?q=fe80::1%25eth0") == []
    with CaptureQueriesContext(connection) as queries:
        assert client.get(SESSIONS).context["cl"].is_long
    assert not [query for query in queries if "COUNT(" in query["sql"].upper()]


def test_a_long_log_is_searched_in_its_newest_part(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changelist, "SCANNED", 2)
    monkeypatch.setattr(searching, "SEARCHED", 2)
    assert client.get(f"{LOG}?q=Campo").context["total"] == "1"
    assert client.get(f"{LOG}?q=B%C3%A1scula").context["total"] == "0"
    assert (
        client.get(f"{LOG}?q=B%C3%A1scula&about=consumer:{Consumer.objects.get(name='Báscula').pk}").context["total"]
        == "1"
    )


def test_a_long_log_says_what_it_searched_and_the_ways_to_the_rest(
    client: Client, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changelist, "SCANNED", 2)
    monkeypatch.setattr(searching, "SEARCHED", 2)
    Transaction(
        account=ana.account, number=5000, at=datetime(2020, 2, 2, 12, tzinfo=UTC), module="items",
        action="item_created", actor_kind="system", target_name="Muy antiguo", key_version="x", digest="x",
    ).save()  # fmt: skip
    found = client.get(f"{LOG}?q=ana").content.decode()
    assert "Only the newest 2 transactions were searched. Choose dates in the filter" in found
    assert '<a href="?actor=Ana+Prado">Everything by Ana Prado</a>' in found
    assert client.get(f"{LOG}?q=antiguo").context["total"] == "0"
    narrowed = client.get(f"{LOG}?q=antiguo&until=2020-12-31")
    assert narrowed.context["total"] == "1"
    assert "were searched" not in narrowed.content.decode()


@pytest.mark.parametrize(
    ("url", "index"),
    [
        (CONSUMERS, "consumer_name_once_per_account"),
        (f"{CONSUMERS}?sort=-created", "consumer_by_creation"),
        (f"{CONSUMERS}?status=disabled", "consumer_by_state"),
        (f"{CONSUMERS}?q=alm", "consumer_by_beginning"),
        (AUTHORIZATIONS, "authorization_by_date"),
        (f"{AUTHORIZATIONS}?app=almacén", "authorization_by_app"),
        (f"{AUTHORIZATIONS}?user=ana", "authorization_by_user"),
        (f"{AUTHORIZATIONS}?status=revoked", "authorization_revoked"),
        (LOG, "transaction_by_date"),
        (f"{LOG}?kind=rotate", "transaction_by_kind"),
        (f"{LOG}?module=items", "transaction_by_module"),
        (f"{LOG}?actor=ana", "transaction_by_actor"),
        (f"{LOG}?about=consumer:1", "transaction_by_target"),
        (USERS, "user_by_name"),
        (f"{USERS}?sort=-name", "user_by_name"),
        (f"{USERS}?role=custom", "user_by_role"),
        (f"{USERS}?group=t", "user_by_group"),
        (f"{USERS}?status=active", "user_by_state"),
        (f"{USERS}?status=deactivated", "user_by_state"),
        (f"{USERS}?status=invited", "user_never_here"),
        (f"{USERS}?status=expired", "user_never_here"),
        (f"{USERS}?q=ab", "user_by_beginning"),
        (SESSIONS, "session_by_last_use"),
        (f"{SESSIONS}?sort=last_seen", "session_by_last_use"),
        (f"{SESSIONS}?q=127.0.0.1", "session_by_address"),
    ],
)
def test_each_list_is_read_from_an_index_that_has_its_order(
    long: Client, people: Account, url: str, index: str
) -> None:
    rows = listed(long, url)
    if connection.vendor == "sqlite":
        name = "sqlite_autoindex_connections_consumer" if index.startswith("consumer_name") else index
        assert name in sorts_nothing(rows)
    else:
        sorts_nothing(rows)


def test_suggestions_are_read_from_the_index_of_the_names(client: Client, account: Account) -> None:
    with CaptureQueriesContext(connection) as queries:
        APP.suggested(account, "al")
    (query,) = queries
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {'' if connection.vendor == 'postgresql' else 'QUERY PLAN '}{query['sql']}")
        plan = str(cursor.fetchall())
    assert "TEMP B-TREE" not in plan
    assert connection.vendor == "postgresql" or "consumer_by_beginning" in plan


def listed(client: Client, url: str) -> QuerySet[Any]:
    """The first page of the list at `url`, as it is asked for."""
    rows: QuerySet[Any] = client.get(url).context["cl"].queryset
    return rows.prefetch_related(None)[:25]


def test_a_bulk_action_asks_whoever_has_no_javascript(client: Client, bruno: User) -> None:
    theirs = sign_in(bruno)
    sessions = "/settings/security/sessions/"
    key = next(entry["row"].pk for entry in client.get(sessions).context["table"] if entry["row"].user == bruno)
    asked = client.post(sessions, {"action": "end", "selected": key}).content.decode()
    assert "In these browsers the users have to sign in again." in asked
    assert theirs.get("/my-authorizations/").status_code == 200
    client.post(sessions, {"action": "end", "selected": key, "confirmed": "1"})
    assert theirs.get("/my-authorizations/").status_code == 302
