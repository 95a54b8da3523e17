"""What every list and every panel does, tried on the OAuth consumers and the transactions."""

import csv
import io
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from apps.accounts.models import Account, User
from apps.common.spreadsheets import DANGEROUS, harmless
from apps.connections.models import Consumer
from apps.connections.services.enabling import disable_consumer
from apps.settings.panel import PanelAdmin
from apps.settings.sections.api_connections.consumers import ConsumerAdmin
from apps.settings.site import site
from tests.conftest import sign_in
from tests.factories import TESTER, GroupFactory, new_code_consumer, new_consumer
from tests.settings.conftest import HTMX, streamed

LIST = "/settings/api-connections/consumers/"
ADD = LIST + "add/"
PANELS = [screen for screen in site._registry.values() if isinstance(screen, PanelAdmin)]


def url_of(consumer: Consumer) -> str:
    return reverse("settings:connections_consumer_change", args=[consumer.pk])


def shown_names(client: Client, query: str = "") -> list[str]:
    return [entry["row"].name for entry in client.get(LIST + query).context["table"]]


@pytest.fixture
def client_of_ana(ana: User) -> Client:
    return sign_in(ana)


@pytest.fixture
def three(ana: User, account: Account) -> list[Consumer]:
    group = GroupFactory.create(account=account, name="Puentes")
    return [
        new_consumer(account, name="Almacén", permission_group=group).owner,
        new_consumer(account, name="Báscula", description="50 % de humedad").owner,
        new_code_consumer(account, name="Campo").owner,
    ]


def test_search_looks_into_name_key_and_description(client_of_ana: Client, three: list[Consumer]) -> None:
    assert shown_names(client_of_ana, "?q=almac") == ["Almacén"]
    assert shown_names(client_of_ana, f"?q={three[2].client_id}") == ["Campo"]
    assert shown_names(client_of_ana, "?q=humedad") == ["Báscula"]


def test_filters_narrow_together_with_the_search(client_of_ana: Client, three: list[Consumer]) -> None:
    disable_consumer(consumer=three[0], by=TESTER)
    assert shown_names(client_of_ana, "?status=disabled") == ["Almacén"]
    assert shown_names(client_of_ana, "?grant=client-credentials&status=enabled") == ["Báscula"]
    assert shown_names(client_of_ana, f"?group={three[0].permission_group_id}&q=campo") == []


@pytest.mark.parametrize("query", ["?grant=password", "?group=999999", "?group=x", "?status=maybe"])
def test_an_impossible_filter_shows_nothing_and_offers_to_clear_it(
    client_of_ana: Client, three: list[Consumer], query: str
) -> None:
    response = client_of_ana.get(LIST + query)
    assert response.context["table"] == []
    assert f'<a class="button" href="{LIST}">' in response.content.decode()


def test_sorting_is_by_the_column_s_name_and_turns(client_of_ana: Client, three: list[Consumer]) -> None:
    assert shown_names(client_of_ana, "?sort=-name") == ["Campo", "Báscula", "Almacén"]
    assert shown_names(client_of_ana, "?sort=grant")[0] == "Campo"
    html = client_of_ana.get(LIST + "?sort=-name").content.decode()
    assert 'aria-sort="descending"' in html
    assert "?sort=name" in html


@pytest.mark.parametrize("query", ["?sort=nothing", "?sort=client_secret", "?sort=--name", "?sort="])
def test_an_unknown_sort_falls_back_to_the_default(client_of_ana: Client, three: list[Consumer], query: str) -> None:
    assert shown_names(client_of_ana, query) == ["Almacén", "Báscula", "Campo"]


@pytest.mark.parametrize(
    "query", ["?account__users__password__startswith=x", "?secrets__digest=1", "?_popup=1", "?e=1", "?q=%00", "?p=2"]
)
def test_no_other_parameter_is_a_look_up(client_of_ana: Client, three: list[Consumer], query: str) -> None:
    assert shown_names(client_of_ana, query) == ["Almacén", "Báscula", "Campo"]


def test_columns_are_chosen_in_the_url(client_of_ana: Client, three: list[Consumer]) -> None:
    def heads(query: str) -> list[str]:
        return [head["column"].name for head in client_of_ana.get(LIST + query).context["heads"]]

    assert heads("") == ["name", "key", "secret", "grant", "group", "last_used", "status"]
    assert heads("?columns=") == ["name", "key", "secret", "grant"]
    assert heads("?columns=&columns=created&columns=name") == ["name", "key", "secret", "grant", "created"]


def test_pages_hold_25_rows_and_say_how_many_there_are(client_of_ana: Client, ana: User, account: Account) -> None:
    for number in range(27):
        new_consumer(account, name=f"Puente {number:02}")
    html = client_of_ana.get(LIST).content.decode()
    assert "Showing 25 of 27" in html
    second = client_of_ana.get(LIST + "?q=puente&page=2")
    assert "Showing 2 of 27" in second.content.decode()
    assert second.context["previous_url"] == "?q=puente&page=1"
    assert client_of_ana.get(LIST + "?page=99").context["shown"] == 2
    assert client_of_ana.get(LIST + "?page=x").context["shown"] == 25


def test_the_page_goes_back_to_the_first_when_the_sort_changes(
    client_of_ana: Client, ana: User, account: Account
) -> None:
    for number in range(26):
        new_consumer(account, name=f"Puente {number:02}")
    html = client_of_ana.get(LIST + "?page=2&q=puente").content.decode()
    assert 'href="?q=puente&amp;sort=-name"' in html


def test_an_empty_list_says_what_it_is_for_and_offers_the_next_step(client_of_ana: Client) -> None:
    html = client_of_ana.get(LIST).content.decode()
    assert "No OAuth consumers yet" in html
    assert f'<a class="button button-primary" href="{ADD}" data-panel>' in html


@pytest.mark.parametrize("path", ["", "?q=consumidor&sort=-name&columns=&columns=created&columns=description"])
def test_the_list_needs_the_same_queries_however_many_rows_there_are(
    client_of_ana: Client, ana: User, path: str, account: Account
) -> None:
    for _ in range(2):
        new_consumer(account)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client_of_ana.get(LIST + path)
    for _ in range(20):
        new_consumer(account)
    with CaptureQueriesContext(connection) as many:
        client_of_ana.get(LIST + path)
    assert len(many) == len(few) <= 8


def test_the_export_holds_the_filtered_rows_of_all_pages_in_the_shown_columns(
    client_of_ana: Client, ana: User, account: Account
) -> None:
    for number in range(30):
        new_consumer(account, name=f"Puente {number:02}")
    new_consumer(account, name="Otro")
    response = client_of_ana.get(LIST + "export/?q=puente&sort=-name&columns=")
    lines = streamed(response).splitlines()
    assert response["Content-Disposition"] == 'attachment; filename="consumers.csv"'
    assert lines[0] == '\ufeff"Name","Key","Secret","Grant type"'
    assert len(lines) == 31
    assert lines[1].startswith('"Puente 29","')


def test_the_export_has_no_secret_but_its_last_four(client_of_ana: Client, ana: User, account: Account) -> None:
    made = new_consumer(account, name="Puente")
    text = streamed(client_of_ana.get(LIST + "export/"))
    assert made.plain not in text
    assert f"••••••{made.plain[-4:]}" in text


def test_the_export_speaks_the_reader_s_language(client_of_ana: Client, ana: User, three: list[Consumer]) -> None:
    client_of_ana.post("/language/", {"language": "es"})
    with translation.override("es"):
        expected = str(Consumer._meta.get_field("authorization_grant_type").verbose_name)
    assert f'"{expected}"' in streamed(client_of_ana.get(LIST + "export/")).splitlines()[0]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_R113_a_spreadsheet_takes_no_cell_for_a_formula(start: str) -> None:
    assert harmless(f"{start}1+1") == f"'{start}1+1"
    assert harmless(f"a{start}") == f"a{start}"


def test_R113_a_name_that_looks_like_a_formula_is_exported_as_text(
    client_of_ana: Client, ana: User, account: Account
) -> None:
    new_consumer(account, name='=HYPERLINK("https://evil.example")')
    assert '"\'=HYPERLINK(""https://evil.example"")"' in streamed(client_of_ana.get(LIST + "export/"))


def test_R113_every_field_is_quoted_so_that_none_breaks_out_of_its_cell(
    client_of_ana: Client, ana: User, account: Account
) -> None:
    new_consumer(account, name='a","=1+1', description="two lines\r\n=1+1,@SUM(A1)")
    text = streamed(client_of_ana.get(LIST + "export/")).removeprefix("\ufeff")
    heads, (cells, *more) = (rows := list(csv.reader(io.StringIO(text, newline=""))))[0], rows[1:]
    assert more == []
    assert len(cells) == len(heads)
    assert not [cell for cell in cells if cell.startswith(DANGEROUS)]
    assert all(part.startswith('"') for part in text.split("\r\n") if part and not part.startswith("=1"))


def test_the_panel_is_a_fragment_for_htmx_and_a_page_for_everybody_else(
    client_of_ana: Client, three: list[Consumer]
) -> None:
    for url in (ADD, url_of(three[0])):
        fragment = client_of_ana.get(url, headers=HTMX).content.decode()
        page = client_of_ana.get(url).content.decode()
        assert "<html" not in fragment
        assert f'hx-post="{url}"' in fragment
        assert "<html" in page
        assert "hx-post" not in page
        assert 'id="panel-title"' in fragment


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_an_empty_save_answers_422_with_a_summary_and_each_error_at_its_field(
    client_of_ana: Client, headers: dict[str, str]
) -> None:
    response = client_of_ana.post(ADD, {}, headers=headers)
    html = response.content.decode()
    assert response.status_code == 422
    assert "data-error-summary" in html
    for field, label in (
        ("authorization_grant_type", "Grant type"),
        ("name", "Name"),
        ("permission_group", "Group permissions"),
    ):
        assert f'id="id_{field}_error">{label} cannot be blank' in html
        assert f'aria-describedby="id_{field}_error"' in html or f' id_{field}_error"' in html
    assert html.count('aria-invalid="true"') == 3
    assert not Consumer.objects.exists()


def test_what_the_service_refuses_lands_on_its_field(client_of_ana: Client, three: list[Consumer]) -> None:
    data = {"name": "Báscula", "permission_group": three[0].permission_group_id}
    response = client_of_ana.post(url_of(three[0]), data, headers=HTMX)
    assert response.status_code == 422
    assert response.context["form"].errors == {"name": ["Name is taken already"]}


def test_a_save_that_lost_a_race_is_no_server_error(
    client_of_ana: Client, three: list[Consumer], monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(*_args: Any, **_fields: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr(ConsumerAdmin, "update", lose)
    data = {"name": "Almacén central", "permission_group": three[0].permission_group_id}
    response = client_of_ana.post(url_of(three[0]), data, headers=HTMX)
    assert response.status_code == 422
    assert "Somebody else saved the same at this moment." in response.content.decode()


def test_a_saved_change_closes_the_panel_and_reloads_the_list(client_of_ana: Client, three: list[Consumer]) -> None:
    data = {"name": "Almacén central", "permission_group": three[0].permission_group_id}
    response = client_of_ana.post(url_of(three[0]), data, headers=HTMX)
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["HX-Trigger"] == '{"panel:saved": {}}'
    assert "The OAuth consumer is saved." in client_of_ana.get(LIST).content.decode()


def test_without_htmx_a_saved_change_goes_back_to_the_list(client_of_ana: Client, three: list[Consumer]) -> None:
    data = {"name": "Almacén central", "permission_group": three[0].permission_group_id}
    assert client_of_ana.post(url_of(three[0]), data).headers["Location"] == LIST


def test_a_link_cannot_fill_in_the_form(client_of_ana: Client) -> None:
    assert client_of_ana.get(ADD + "?name=Tramposo").context["form"]["name"].value() is None


def test_bulk_actions_without_a_selection_change_nothing(client_of_ana: Client, three: list[Consumer]) -> None:
    response = client_of_ana.post(LIST, {"action": "disable"}, follow=True)
    assert "Nothing was selected" in response.content.decode()
    assert Consumer.objects.filter(is_enabled=True).count() == 3


@pytest.mark.parametrize("action", ["", "unheard_of", "delete_selected"])
def test_an_unknown_bulk_action_does_not_exist(client_of_ana: Client, three: list[Consumer], action: str) -> None:
    data: dict[str, Any] = {"action": action, "selected": [three[0].pk]}
    assert client_of_ana.post(LIST, data).status_code == 404
    assert Consumer.objects.count() == 3


@pytest.mark.parametrize("key", ["x", "-1", "²", "9" * 40, ""])
def test_a_selection_that_is_no_row_selects_nothing(client_of_ana: Client, three: list[Consumer], key: str) -> None:
    assert client_of_ana.post(LIST, {"action": "disable", "selected": [key]}).status_code == 302
    assert Consumer.objects.filter(is_enabled=True).count() == 3


@pytest.mark.parametrize("key", ["0", "999999", "9" * 30])
def test_a_record_that_is_not_there_answers_404(client_of_ana: Client, key: str) -> None:
    assert client_of_ana.get(f"{LIST}{key}/").status_code == 404
    assert client_of_ana.post(f"{LIST}{key}/", {}).status_code == 404


@pytest.mark.parametrize("screen", PANELS, ids=lambda screen: screen.opts.model_name)
def test_every_list_has_the_same_tools(screen: PanelAdmin) -> None:
    assert screen.search_fields
    assert screen.words.search
    assert screen.words.empty_title
    assert screen.words.empty_text
    assert screen.filter_form_class
    assert any(column.is_hideable for column in screen.columns)
    assert any(column.sort for column in screen.columns)
    assert bool(screen.words.search_long) == (screen.counts_all or screen.probes_length)
