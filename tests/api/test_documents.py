"""/documents, /documents_files, /documents_items and /documents_personnel."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.accounts.models import Account
from apps.api.resources.documents import BODY_LIMIT
from apps.common.files.store import discard
from apps.company.models import Document, DocumentVersion
from apps.maintenance.models import ItemDocument, PersonDocument
from tests.api.helpers import Program, token_for
from tests.api.test_work_requests_attachments import MULTIPART, invalid, multipart
from tests.documents import new_document, new_item_document, new_version
from tests.files import PDF, PNG, ooxml
from tests.orders import an_item, new_person

PERMISSIONS = [f"document_management:{action}" for action in ("view", "add", "edit", "delete")]
IN_BASE64 = base64.b64encode(PDF).decode()


@pytest.fixture
def program(account: Account) -> Program:
    return Program(token_for(account, PERMISSIONS))


def row_of(response: Any) -> dict[str, Any]:
    assert response.status_code in (200, 201), response.content
    (row,) = response.json()["data"]
    return dict(row)


def test_a_document_comes_in_with_its_file_as_a_form_or_as_json(account: Account, program: Program) -> None:
    form = multipart(PDF, "Manual ñ.pdf", code="M/1", name="Manual", valid_until="2999-01-31", version="A")
    row = row_of(program.post("/api/documents", form, kind=MULTIPART))
    version = DocumentVersion.objects.get()
    assert row.pop("creation_date").endswith("+00:00")
    assert row.pop("file_path").endswith(f"/api/documents_files/{version.pk}")
    assert row == {
        "id": Document.objects.get().pk, "id_company": 477, "code": "M/1", "name": "Manual", "group": "",
        "description": "", "author": "", "valid_from": None, "valid_until": "2999-01-31", "stage": "released",
        "status": "in_force", "version": "A", "file_name": "Manual ñ.pdf", "content_type": "application/pdf",
        "size": len(PDF),
    }  # fmt: skip
    body = {"code": "M-2", "name": "Dos", "file": IN_BASE64, "file_name": "../dos.exe", "stage": "draft"}
    row = row_of(program.post("/api/documents", body))
    assert (row["file_name"], row["status"], row["version"]) == ("dos.exe.pdf", "draft", "1")
    assert program.post("/api/documents", body).status_code == 409
    assert program.get("/api/documents/M%2F1").status_code == 200


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({}, {"code", "name"}), ({"code": "A", "name": "A"}, {"file"}), ({"file": "¿?"}, {"file", "code", "name"}),
        ({"code": "A", "name": "A", "file": base64.b64encode(b"<html>").decode()}, {"file"}),
        ({"code": "A", "name": "A", "file": IN_BASE64, "stage": "in_force"}, {"stage"}),
        ({"code": "A", "name": "A", "file": IN_BASE64, "valid_from": "31/01/2026"}, {"valid_from"}),
        ({"code": "A", "name": "A", "file": IN_BASE64, "status": "expired"}, {"status"}),
        ({"code": "A", "name": "A", "file": IN_BASE64, "valid_from": "2026-02-02", "valid_until": "2026-02-01"},
         {"valid_until"}),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_its_field(program: Program, body: dict[str, Any], names: set[str]) -> None:
    assert invalid(program.post("/api/documents", body)) == names
    assert not Document.objects.exists()


def test_what_is_too_large_is_413_and_leaves_nothing(program: Program) -> None:
    response = program.post("/api/documents", bytes(BODY_LIMIT + 1), kind=MULTIPART)
    assert (response.status_code, response.json()["code"]) == (413, "too_large")
    large = multipart(PNG + bytes(10 * 1024**2), code="A", name="A")
    assert invalid(program.post("/api/documents", large, kind=MULTIPART)) == {"file"}
    assert not DocumentVersion.objects.exists()


def test_a_file_that_is_put_is_a_new_version(account: Account, program: Program) -> None:
    first = new_version(account, "M-1")
    row = row_of(program.put("/api/documents/M-1", multipart(ooxml(), "dos.docx", version="B"), kind=MULTIPART))
    assert (row["version"], row["file_name"]) == ("B", "dos.docx")
    row = row_of(program.put("/api/documents/M-1", row | {"author": "Rita", "valid_until": None, "version": "B1"}))
    assert (row["version"], row["author"], row["valid_until"]) == ("B1", "Rita", None)
    assert invalid(program.put("/api/documents/M-1", {"file_name": "x.docx"})) == {"file_name"}
    found = program.get(f"/api/documents_files?id_document={row['id']}").json()
    assert [(one["id"], one["version"]) for one in found["data"]] == [(first.pk, "1"), (first.pk + 1, "B1")]


def test_every_version_goes_out_to_be_saved(account: Account, other_account: Account, program: Program) -> None:
    path = f"/api/documents_files/{new_version(account).pk}"
    response = program.get(path)
    assert (response.status_code, response.streaming, response.getvalue()) == (200, True, PDF)
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")
    again = program.get(path, **{"If-None-Match": response["ETag"]})
    assert (again.status_code, again.getvalue()) == (304, b"")
    assert Program().get(path).status_code == 401
    assert Program(token_for(account, ["work_requests:view"])).get(path).status_code == 403
    assert Program(token_for(other_account, PERMISSIONS)).get(path).status_code == 404
    assert program.get("/api/documents_files/x").status_code == 404


def test_a_file_that_is_missing_says_so(account: Account, program: Program) -> None:
    version = new_version(account)
    discard(version.stored_as)
    response = program.get(f"/api/documents_files/{version.pk}")
    assert (response.status_code, response.json()["code"]) == (404, "file_missing")


def test_documents_are_found_by_what_they_are_today(account: Account, program: Program) -> None:
    today = timezone.localdate()
    new_document(account, "A", group="Manuales", valid_until=today)
    new_document(account, "B", valid_until=today - timedelta(days=1))
    new_document(account, "C", stage="draft")
    for query, codes in (("status=in_force", "A"), ("status=expired", "B"), ("stage=draft", "C"),
                         ("group=Manuales", "A"), (f"valid_until={today}", "A"), ("status=upcoming", "")):  # fmt: skip
        assert "".join(row["code"] for row in program.get(f"/api/documents?{query}").json()["data"]) == codes
    assert invalid(program.get("/api/documents?status=gone")) == {"status"}


def test_deleting_takes_the_files_and_the_links(account: Account, program: Program) -> None:
    link = new_item_document(account, "M-1")
    assert program.call("DELETE", "/api/documents/M-1").status_code == 200
    assert not DocumentVersion.objects.exists()
    assert not ItemDocument.objects.filter(pk=link.pk).exists()
    assert program.call("DELETE", "/api/documents/M-1").status_code == 404


def test_a_document_is_attached_to_items_and_people_and_taken_off(
    account: Account, other_account: Account, program: Program
) -> None:
    document, item, person = new_document(account, "M-1"), an_item(account, "EQ-1"), new_person(account, "P-1")
    an_item(other_account, "THEIRS")
    body = {"code_document": "M-1", "code_item": "EQ-1"}
    row = row_of(program.post("/api/documents_items", body))
    assert row == {
        "id": ItemDocument.objects.get().pk, "id_company": 477, "id_document": document.pk, "code_document": "M-1",
        "id_item": item.pk, "code_item": "EQ-1",
    }  # fmt: skip
    assert program.post("/api/documents_items", body).status_code == 409
    assert invalid(program.post("/api/documents_items", body | {"code_item": "THEIRS"})) == {"code_item"}
    assert invalid(program.post("/api/documents_items", {"code_document": "M-1"})) == {"code_item"}
    person_row = row_of(program.post("/api/documents_personnel", {"id_document": document.pk, "id_person": person.pk}))
    assert person_row["code_person"] == "P-1"
    assert program.get("/api/documents_items?code_item=EQ-1").json()["total"] == 1
    assert program.call("DELETE", f"/api/documents_items/{row['id']}").status_code == 200
    assert program.call("DELETE", f"/api/documents_personnel/{person_row['id']}").status_code == 200
    assert (ItemDocument.objects.count(), PersonDocument.objects.count()) == (0, 0)
