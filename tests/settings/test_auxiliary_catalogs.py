"""Auxiliary Catalogs: the list of catalogs, their entries, and files of them."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Account, Role, User
from apps.audit.models import Transaction
from apps.company import catalogs
from apps.company.models import Catalog, CatalogEntry
from tests.catalogs import new_entry, new_item_with
from tests.conftest import sign_in
from tests.factories import GroupFactory, UserFactory
from tests.settings.conftest import HTMX, age_sign_in, streamed

SECTION = "/settings/auxiliary-catalogs/"
CATALOGS, ENTRIES = f"{SECTION}catalogs/", f"{SECTION}entries/"
CAUSES = f"{ENTRIES}?catalog=causes"
IMPORT = f"{CATALOGS}causes/import/"
NEW = {"catalog_name": "causes", "code": "DIRT", "name_en": "Dirt", "is_active": "on"}


@pytest.fixture
def client(ana: User) -> Client:
    return sign_in(ana)


def file(text: str | bytes) -> dict[str, Any]:
    content = text.encode() if isinstance(text, str) else text
    return {"file": SimpleUploadedFile("causes.csv", content, "text/csv")}


def told(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_every_catalog_is_listed_with_its_entries_and_its_use(client: Client, account: Account) -> None:
    new_entry(account, "causes", "A")
    new_entry(account, "causes", "B", is_active=False)
    table = client.get(CATALOGS).context["table"]
    rows = {row.kind.name: (row.active, row.entries, state) for row, state, _url in table}
    assert list(rows) == [kind.name for kind in catalogs.every()]
    assert (rows["causes"], rows["groups"]) == ((1, 2, "closed"), (0, 0, "empty"))
    assert all(row.used_in for row, _state, _url in table)


@pytest.mark.parametrize(("query", "found"), [("?q=detection", {"detection_methods"}), ("?status=closed", {"causes"}),
                                              ("?q=nothing-like-it", set()), ("?status=open", set())])  # fmt: skip
def test_catalogs_are_searched_and_narrowed(client: Client, account: Account, query: str, found: set[str]) -> None:
    new_entry(account, "causes")
    assert {row.kind.name for row, _state, _url in client.get(CATALOGS + query).context["table"]} == found


def test_both_lists_are_exported(client: Client, account: Account) -> None:
    new_entry(account, "causes", "A", name_en="=1+1")
    assert '"Causes of failure"' in streamed(client.get(f"{CATALOGS}export/"))
    text = streamed(client.get(f"{ENTRIES}export/?catalog=causes"))
    assert text.splitlines()[1] == '"A","","\'=1+1","","Causes of failure","1","Yes"'
    assert Transaction.objects.filter(action="list_exported").count() == 2


def test_an_exported_list_is_imported_as_it_is(client: Client, account: Account) -> None:
    for code in ("A", "B"):
        new_entry(account, "causes", code, name_en=f"=Value {code}", is_active=code == "A")
    text = streamed(client.get(f"{ENTRIES}export/?catalog=causes"))
    assert client.post(IMPORT, file(text)).context["counts"] == {"refused": 0, "added": 0, "changed": 0, "same": 2}
    CatalogEntry.objects.all().delete()
    assert client.post(IMPORT, file(text)).context["counts"]["added"] == 2


def test_the_entries_of_a_catalog_say_what_is_accepted(client: Client, account: Account) -> None:
    empty = client.get(CAUSES).context
    assert (empty["page_title"], empty["state"], empty["clear_url"]) == ("Causes of failure", "empty", "")
    assert empty["add_url"].endswith("add/?catalog=causes")
    new_entry(account, "causes", "A")
    new_entry(account, "groups", "G")
    page = client.get(CAUSES)
    assert (page.context["state"], len(page.context["table"])) == ("closed", 1)
    assert len(client.get(ENTRIES).context["table"]) == 2


@pytest.mark.parametrize(
    ("query", "codes"),
    [("q=dirt", ["D"]), ("q=suciedad", ["D"]), ("status=inactive", ["W"]), ("status=active&sort=-code", ["L", "D"]),
     ("sort=order", ["W", "L", "D"])],
)  # fmt: skip
def test_entries_are_searched_filtered_and_sorted(
    client: Client, account: Account, query: str, codes: list[str]
) -> None:
    new_entry(account, "causes", "D", name_es="Suciedad", name_en="Dirt", order=3)
    new_entry(account, "causes", "L", name_en="Lubrication", order=2)
    new_entry(account, "causes", "W", name_en="Wear", order=1, is_active=False)
    assert [entry["row"].code for entry in client.get(f"{CAUSES}&{query}").context["table"]] == codes


def test_an_entry_is_added_in_the_panel(client: Client) -> None:
    assert client.get(f"{ENTRIES}add/?catalog=causes").context["form"]["catalog_name"].value() == "causes"
    assert client.get(f"{ENTRIES}add/?catalog=nothing").context["form"]["catalog_name"].value() is None
    assert client.post(f"{ENTRIES}add/", NEW, headers=HTMX).status_code == 204
    entry = CatalogEntry.objects.get()
    assert (entry.catalog.name, entry.name_en, entry.order, entry.is_active) == ("causes", "Dirt", 1, True)


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"code": ""}, "code"), ({"name_en": ""}, "name_en"), ({"catalog_name": "nothing"}, "catalog_name"),
     ({"code": "A"}, "code"), ({"name_en": "value a"}, "name_en"), ({"order": "-1"}, "order")],
)  # fmt: skip
def test_what_is_wrong_with_an_entry_stands_at_its_field(
    client: Client, account: Account, changed: dict[str, str], field: str
) -> None:
    new_entry(account, "causes", "A")
    response = client.post(f"{ENTRIES}add/", NEW | changed, headers=HTMX)
    assert (response.status_code, set(response.context["form"].errors)) == (422, {field})


def test_an_entry_is_changed_in_the_panel(client: Client, account: Account) -> None:
    entry = new_entry(account, "causes", "A", order=4)
    address = f"{ENTRIES}{entry.pk}/"
    assert "catalog_name" not in client.get(address).context["form"].fields
    assert client.post(address, {"code": "A", "name_en": "Dust", "order": ""}, headers=HTMX).status_code == 204
    entry.refresh_from_db()
    assert (entry.name_en, entry.name_es, entry.order, entry.is_active) == ("Dust", "", 4, False)


def test_entries_are_deactivated_and_activated_together(client: Client, account: Account) -> None:
    keys = [new_entry(account, "causes", code).pk for code in "AB"]
    for action, is_active in (("deactivate", False), ("activate", True)):
        page = client.post(CAUSES, {"action": action, "selected": keys}, follow=True)
        assert "2 entries" in told(page)
        assert set(CatalogEntry.objects.values_list("is_active", flat=True)) == {is_active}


def test_of_several_the_free_ones_are_deleted_and_of_the_others_it_is_said_why(
    client: Client, account: Account
) -> None:
    used, free = new_entry(account, "groups", "A"), new_entry(account, "groups", "B")
    new_item_with(account, groups_description="A")
    deed = {"action": "delete", "selected": [used.pk, free.pk], "confirmed": "1"}
    page = client.post(f"{ENTRIES}?catalog=groups", deed, follow=True)
    assert "1 entry is deleted." in told(page)
    assert "is in use (Items: group)" in told(page)
    assert list(CatalogEntry.objects.all()) == [used]
    page = client.post(f"{ENTRIES}{used.pk}/delete/", follow=True)
    assert "Deactivate it instead" in told(page)


def test_what_is_deleted_takes_the_password_again(client: Client, account: Account) -> None:
    entry = new_entry(account, "causes", "A")
    age_sign_in(client)
    for path, data in ((f"{ENTRIES}{entry.pk}/delete/", {}), (ENTRIES, {"action": "delete", "selected": entry.pk})):
        assert client.post(path, data).headers["Location"].startswith("/confirm/")
    assert client.post(ENTRIES, {"action": "deactivate", "selected": entry.pk}).headers["Location"] == ENTRIES


def test_a_catalog_is_opened_and_closed_again(client: Client, account: Account) -> None:
    new_entry(account, "causes", "A")
    address = f"{CATALOGS}causes/accept/"
    assert client.get(address).status_code == 405
    for others, is_closed in (("1", False), ("0", True)):
        assert client.post(address, {"others": others}).headers["Location"] == CAUSES
        assert Catalog.objects.get().is_closed is is_closed
    assert client.post(f"{CATALOGS}nothing/accept/").status_code == 404


def test_a_file_is_looked_at_and_then_imported(client: Client, account: Account) -> None:
    new_entry(account, "causes", "A")
    assert client.get(IMPORT).status_code == 200
    page = client.post(IMPORT, file("code;name_en\nA;Dust\nB;Dirt\n"))
    assert page.context["counts"] == {"refused": 0, "added": 1, "changed": 1, "same": 0}
    assert "Value A → Dust" in page.content.decode()
    assert CatalogEntry.objects.count() == 1
    done = client.post(IMPORT, {"text": page.context["text"]}, follow=True)
    assert "1 entry is added. 1 entry is changed." in told(done)
    assert sorted(CatalogEntry.objects.values_list("name_en", flat=True)) == ["Dirt", "Dust"]


def test_a_file_with_a_refused_line_says_which_and_offers_no_import(client: Client) -> None:
    page = client.post(IMPORT, file("code;name_en\nA;Dust\n;Dirt\n"))
    assert (page.context["counts"]["refused"], page.context["may_import"]) == (1, False)
    assert 'name="text"' not in page.content.decode()
    forced = client.post(IMPORT, {"text": page.context["text"]})
    assert (forced.status_code, CatalogEntry.objects.count()) == (422, 0)


@pytest.mark.parametrize("content", [b"", b"x" * 300_000, b"name\nA\n", b"\xff\xfe\x00"])
def test_what_is_no_file_of_entries_is_refused_at_the_field(client: Client, content: bytes) -> None:
    page = client.post(IMPORT, file(content))
    assert (page.status_code, set(page.context["form"].errors)) == (422, {"file"})
    assert client.post(IMPORT, {}).status_code == 422


def test_markup_in_a_file_is_shown_and_never_run(client: Client) -> None:
    page = client.post(IMPORT, file("code;name_en\n<b>x</b>;<script>alert(1)</script>\n"))
    assert b"<script>alert" not in page.content
    assert b"&lt;script&gt;alert" in page.content


@pytest.mark.parametrize(
    ("permissions", "statuses"),
    [
        (["view"], {"list": 200, "add": 403, "change": 403, "import": 403, "accept": 403, "export": 403}),
        (["view", "add"], {"list": 200, "add": 302, "change": 403, "import": 403, "accept": 403, "delete": 403}),
        (["view", "edit", "reports"], {"add": 403, "change": 302, "import": 403, "accept": 302, "export": 200}),
        (["view", "add", "edit"], {"import": 200, "add": 302, "change": 302, "delete": 403}),
        (["view", "delete"], {"change": 403, "add": 403, "delete": 302}),
        ([], {"list": 403, "add": 403, "change": 403, "import": 403, "accept": 403, "export": 403}),
    ],
)  # fmt: skip
def test_each_action_needs_its_permission(account: Account, permissions: list[str], statuses: dict[str, int]) -> None:
    group = GroupFactory.create(account=account, permissions=[f"auxiliary_catalogs:{name}" for name in permissions])
    person = UserFactory.create(account=account, role=Role.CUSTOM, permission_group=group)
    entry, who = new_entry(account, "causes", "A"), sign_in(person)
    found = {
        "list": lambda: who.get(CAUSES),
        "export": lambda: who.get(f"{ENTRIES}export/"),
        "add": lambda: who.post(f"{ENTRIES}add/", NEW),
        "change": lambda: who.post(f"{ENTRIES}{entry.pk}/", {"code": "A", "name_en": "Otra"}),
        "accept": lambda: who.post(f"{CATALOGS}causes/accept/", {"others": "1"}),
        "import": lambda: who.get(IMPORT),
        "delete": lambda: who.post(f"{ENTRIES}{entry.pk}/delete/"),
    }
    assert {name: found[name]().status_code for name in statuses} == statuses


def test_another_accounts_entry_is_not_there(client: Client, other_account: Account) -> None:
    theirs = new_entry(other_account, "causes", "A")
    assert client.get(f"{ENTRIES}{theirs.pk}/").status_code == 404
    assert client.post(f"{ENTRIES}{theirs.pk}/delete/").status_code == 404
    client.post(ENTRIES, {"action": "delete", "selected": theirs.pk, "confirmed": "1"})
    assert CatalogEntry.objects.count() == 1
    assert client.get(ENTRIES).context["table"] == []


@pytest.mark.parametrize("path", [CATALOGS, CAUSES])
def test_a_page_costs_the_same_however_many_entries(client: Client, account: Account, path: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(path)
        return len(found)

    new_entry(account, "causes", "A")
    queries()
    few = queries()
    for number in range(20):
        new_entry(account, "causes", f"C{number}")
    assert queries() == few
