"""Document Management: the list, the panel with its files and versions, and what a document is attached to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from apps.accounts.models import Account, Role, User
from apps.accounts.services.modules import turn_module_off
from apps.audit.models import Transaction
from apps.common.files import exists
from apps.common.files.store import discard
from apps.company.models import Document, DocumentVersion
from apps.company.services.catalogs import create_entry
from apps.company.services.documents import update_document
from apps.maintenance.models import ItemDocument, PersonDocument
from tests.conftest import sign_in
from tests.documents import new_document, new_item_document
from tests.factories import TESTER, GroupFactory, UserFactory
from tests.files import PDF, PNG, ooxml, png
from tests.orders import an_item, new_person
from tests.settings.conftest import HTMX, age_sign_in, streamed

LIST = "/settings/document-management/documents/"
ADD = f"{LIST}add/"


def upload(content: bytes = PDF, name: str = "Manual ñ.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


def sent(**fields: Any) -> dict[str, Any]:
    return {"code": "M-1", "name": "Manual de la bomba", "stage": "released", "file": upload()} | fields


@pytest.fixture
def client(ana: User) -> Client:
    return sign_in(ana)


@pytest.fixture
def document(account: Account) -> Document:
    return new_document(account, "M-1")


def page_of(document: Document) -> str:
    return f"{LIST}{document.pk}/"


def today() -> date:
    return timezone.localdate()


def shown(client: Client, query: str = "") -> list[str]:
    answer = client.get(f"{LIST}{query}")
    return [entry["row"].code for entry in answer.context["table"]]


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_document_is_made_with_its_file_and_is_on_the_record(client: Client, headers: dict[str, str]) -> None:
    answer = client.post(ADD, sent(group="Manuales", version="A", valid_until="2030-01-31"), headers=headers)
    assert answer.status_code == (204 if headers else 302)
    document = Document.objects.get()
    assert (document.group, document.valid_until) == ("Manuales", date(2030, 1, 31))
    assert document.current is not None
    assert (document.current.version, document.current.name) == ("A", "Manual ñ.pdf")
    assert document.current.content_type == "application/pdf"
    assert [entry.action for entry in Transaction.objects.filter(module="document_management").order_by("number")] == [
        "document_created", "version_added",
    ]  # fmt: skip


def test_a_document_needs_a_file_and_says_what_else_is_wrong_first(client: Client, document: Document) -> None:
    data = sent(name="")
    del data["file"]
    assert set(client.post(ADD, data).context["form"].errors) == {"name", "file"}
    assert set(client.post(ADD, sent()).context["form"].errors) == {"code"}
    wrong = sent(code="M-2", valid_from="2026-02-02", valid_until="2026-02-01")
    assert set(client.post(ADD, wrong).context["form"].errors) == {"valid_until"}
    assert DocumentVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "reason"), [(b"<html>", ""), (PDF + b"<html>", "two_kinds"), (png(100_000, 100_000), "bomb")], ids=len
)
def test_what_may_not_be_kept_is_refused_at_its_field(client: Client, content: bytes, reason: str) -> None:
    answer = client.post(ADD, sent(file=upload(content)))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"file"})
    assert not Document.objects.exists()
    told = Transaction.objects.filter(action="file_refused")
    assert [entry.changes["reason"][1] for entry in told] == ([reason] if reason else [])


@pytest.mark.parametrize("size", [1024**2, 3 * 1024**2])
def test_a_file_that_is_too_large_is_refused_and_the_fields_stay(client: Client, settings: Settings, size: int) -> None:
    settings.FILE_MAX_BYTES = 1024**2
    answer = client.post(ADD, sent(file=upload(PDF + bytes(size))))
    form = answer.context["form"]
    assert (answer.status_code, form.errors["file"]) == (422, ["A file can have 1 megabytes at most."])
    assert form["name"].value() == "Manual de la bomba"


def test_a_new_file_is_a_new_version_and_the_one_before_stays(client: Client, document: Document) -> None:
    url, before = page_of(document), document.current
    assert before is not None
    assert client.post(url, sent(version="1", file=upload(ooxml(), "nuevo.docx"))).status_code == 302
    document.refresh_from_db()
    assert document.current is not None
    assert (document.current.version, document.current.name) == ("2", "nuevo.docx")
    assert streamed(client.get(f"{url}file/?version={before.pk}")).encode() == PDF
    page = client.get(url).content.decode()
    assert f"{url}file/?version={before.pk}" in page
    assert f"{url}file/?version={document.current.pk}" in page


def test_without_a_file_only_the_name_of_the_version_changes(client: Client, document: Document) -> None:
    data = sent(version="Rev. C", author="Germán Rojas")
    del data["file"]
    client.post(page_of(document), data)
    document.refresh_from_db()
    assert document.current is not None
    assert (document.current.version, document.author, document.versions.count()) == ("Rev. C", "Germán Rojas", 1)
    entry = Transaction.objects.get(action="document_changed")
    assert entry.changes["version"] == ["1", "Rev. C"]


def test_a_file_goes_out_to_be_saved_and_never_to_be_shown(client: Client, document: Document) -> None:
    assert document.current is not None
    answer = client.get(f"{page_of(document)}file/")
    assert answer.streaming
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Length"] == str(len(PDF))
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["Cache-Control"] == "no-store"


def test_a_file_that_is_missing_says_so_everywhere(client: Client, document: Document) -> None:
    assert document.current is not None
    discard(document.current.stored_as)
    words = "This file is missing in the store of files."
    assert words in client.get(page_of(document)).content.decode()
    answer = client.get(f"{page_of(document)}file/", follow=True)
    assert words in answer.content.decode()


def test_a_file_of_another_account_or_document_is_not_there(
    client: Client, account: Account, other_account: Account, document: Document
) -> None:
    theirs, ours = new_document(other_account, "M-1"), new_document(account, "M-2")
    assert theirs.current
    assert ours.current
    for path in (f"{theirs.pk}/file/", f"{document.pk}/file/?version={theirs.current.pk}",
                 f"{document.pk}/file/?version={ours.current.pk}", f"{document.pk}/file/?version=x",
                 f"{theirs.pk}/attached/"):  # fmt: skip
        assert client.get(f"{LIST}{path}").status_code == 404


def test_what_ends_soon_can_be_seen_and_found(client: Client, account: Account) -> None:
    day = timedelta(days=1)
    dates = {"OLD": (None, today() - day), "SOON": (None, today() + 30 * day), "LATE": (None, today() + 31 * day),
             "NEXT": (today() + day, None), "LAST": (today(), today())}  # fmt: skip
    for code, (first, last) in dates.items():
        new_document(account, code, valid_from=first, valid_until=last)
    new_document(account, "DRAFT", stage="draft", valid_until=today())
    new_document(account, "GONE", stage="obsolete", valid_until=today())
    found = {"in_force": ["LAST", "LATE", "SOON"], "ending": ["LAST", "SOON"], "expired": ["OLD"], "draft": ["DRAFT"],
             "upcoming": ["NEXT"], "obsolete": ["GONE"]}  # fmt: skip
    for status, codes in found.items():
        assert shown(client, f"?status={status}") == codes
    assert client.get(LIST).content.decode().count("status status-warning") == 2


def test_the_list_is_searched_filtered_and_exported(client: Client, account: Account) -> None:
    new_document(account, "M-1", name="Manual de la bomba", group="Manuales", author="Rita")
    new_document(account, "P-1", name="=Plano", group="Planos", valid_until=date(2030, 1, 31))
    assert shown(client, "?q=bomba") == ["M-1"]
    assert shown(client, "?q=rita") == ["M-1"]
    assert shown(client, "?group=plan") == ["P-1"]
    assert shown(client, "?since=2030-01-31") == ["P-1"]
    assert shown(client, "?until=2030-01-30") == []
    assert shown(client, "?sort=-name") == ["M-1", "P-1"]
    lines = streamed(client.get(f"{LIST}export/?group=Planos")).splitlines()
    assert len(lines) == 2
    assert '"\'=Plano"' in lines[1]
    assert Transaction.objects.filter(action="list_exported").count() == 1


def test_the_group_is_chosen_from_its_catalog_where_there_is_one(client: Client, account: Account) -> None:
    create_entry(account=account, by=TESTER, catalog="document_groups", code="MAN", name_en="Manuales")
    form = client.get(ADD).context["form"]
    assert [value for value, _label in form.fields["group"].choices] == ["", "Manuales"]
    assert client.post(ADD, sent(group="Manuales")).status_code == 302
    assert "group" in client.post(ADD, sent(code="M-2", group="Otros")).context["form"].errors


def test_many_are_released_retired_and_deleted_at_once(
    client: Client, account: Account, django_capture_on_commit_callbacks: Any
) -> None:
    made = [new_document(account, code, stage="draft") for code in ("A", "B")]
    selected = {"selected": [one.pk for one in made]}
    for action, stage in (("release", "released"), ("retire", "obsolete")):
        client.post(LIST, selected | {"action": action})
        assert set(Document.objects.values_list("stage", flat=True)) == {stage}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(LIST, selected | {"action": "delete", "confirmed": "1"})
    assert not Document.objects.exists()
    assert made[0].current
    assert not exists(made[0].current)


def test_deleting_needs_the_password_again_and_takes_the_files(
    client: Client, account: Account, django_capture_on_commit_callbacks: Any
) -> None:
    link = new_item_document(account, "M-1")
    document = link.document
    url = f"{page_of(document)}delete/"
    assert client.get(url).status_code == 405
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url).status_code == 302
    assert not Document.objects.exists()
    assert not ItemDocument.objects.exists()
    assert document.current
    assert not exists(document.current)
    again = new_document(account, "M-2")
    age_sign_in(client)
    client.post(f"{page_of(again)}delete/")
    assert Document.objects.exists()


def test_a_document_is_attached_by_code_and_taken_off_again(
    client: Client, account: Account, document: Document
) -> None:
    an_item(account, "EQ-1")
    new_person(account, "P-1")
    url = f"{page_of(document)}attached/"
    assert client.post(url, {"kind": "items", "code": " EQ-1 "}).status_code == 200
    assert client.post(url, {"kind": "people", "code": "P-1"}, headers=HTMX).status_code == 200
    page = client.get(page_of(document)).content.decode()
    assert "EQ-1" in page
    link = ItemDocument.objects.get()
    client.post(url, {"kind": "items", "remove": link.pk})
    client.post(url, {"kind": "people", "remove": "x"})
    assert (ItemDocument.objects.count(), PersonDocument.objects.count()) == (0, 1)
    actions = Transaction.objects.filter(action__in=["document_attached", "document_detached"]).order_by("number")
    assert [(entry.action, entry.changes) for entry in actions] == [
        ("document_attached", {"item": [None, "EQ-1"]}), ("document_attached", {"person": [None, "P-1"]}),
        ("document_detached", {"item": ["EQ-1", None]}),
    ]  # fmt: skip


def test_what_cannot_be_attached_says_why(
    client: Client, account: Account, other_account: Account, document: Document
) -> None:
    an_item(account, "EQ-1")
    an_item(other_account, "THEIRS")
    url = f"{page_of(document)}attached/"
    assert client.post(url, {"kind": "items", "code": "EQ-1"}).status_code == 200
    for code, words in (("EQ-1", "is attached to it already"), ("THEIRS", "Nothing with this code"), ("", "cannot be")):
        answer = client.post(url, {"kind": "items", "code": code})
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert client.post(url, {"kind": "rockets", "code": "EQ-1"}).status_code == 403
    assert ItemDocument.objects.count() == 1


def test_who_may_not_see_items_sees_none_at_a_document(account: Account, ana: User, document: Document) -> None:
    item = an_item(account, "EQ-1")
    client = sign_in(ana)
    client.post(f"{page_of(document)}attached/", {"kind": "items", "code": item.code})
    account.enabled_modules = ["personnel"]
    account.save()
    page = client.get(page_of(document)).content.decode()
    assert "EQ-1" not in page
    assert client.post(f"{page_of(document)}attached/", {"kind": "items", "code": "EQ-1"}).status_code == 403


def test_looking_is_all_that_a_reader_can_do(account: Account, document: Document) -> None:
    permissions = ["document_management:view", "items:view", "personnel:view"]
    group = GroupFactory.create(account=account, permissions=permissions)
    client = sign_in(UserFactory.create(account=account, role=Role.CUSTOM, permission_group=group))
    page = client.get(page_of(document))
    assert page.status_code == 200
    assert "panel-form" not in page.content.decode()
    assert document.current
    assert client.get(f"{page_of(document)}file/").status_code == 200
    assert client.get(f"{page_of(document)}attached/").status_code == 200
    assert client.post(f"{page_of(document)}attached/", {"kind": "items", "code": "x"}).status_code == 403
    assert client.post(page_of(document), sent()).status_code == 403
    assert client.post(f"{page_of(document)}delete/").status_code == 403
    assert client.get(ADD).status_code == 403


def test_the_role_read_only_reads_documents_as_long_as_the_module_is_on(account: Account, document: Document) -> None:
    client = sign_in(UserFactory.create(account=account, role=Role.READ_ONLY))
    assert client.get(page_of(document)).status_code == client.get(f"{page_of(document)}file/").status_code == 200
    assert client.get(f"{LIST}export/").status_code == 200
    for path in (page_of(document), f"{page_of(document)}delete/", f"{page_of(document)}attached/", ADD):
        assert client.post(path, sent()).status_code == 403
    turn_module_off(account=account, module="document_management", by=TESTER)
    assert client.get(LIST).status_code == client.get(f"{page_of(document)}file/").status_code == 403


def test_the_pages_cost_the_same_however_much_there_is(
    client: Client, account: Account, django_assert_num_queries: Any
) -> None:
    document = new_document(account, "A-1")
    for number in range(12):
        document = update_document(document=document, by=TESTER, file=PNG, file_name=f"{number}.png")
        new_document(account, f"B-{number}")
    client.get(LIST)
    with django_assert_num_queries(4):
        client.get(LIST)
    with django_assert_num_queries(8):
        page = client.get(page_of(document)).content.decode()
    assert page.count("?version=") == 10
    assert client.get(f"{page_of(document)}versions/").content.decode().count("?version=") == 13
