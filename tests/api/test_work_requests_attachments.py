"""/work_requests_attachments, and the files themselves."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import Settings

from apps.accounts.models import Account
from apps.api.resources.work_requests_attachments import BODY_LIMIT
from apps.audit.models import Transaction
from apps.common.files.store import discard
from apps.connections import hawk
from apps.maintenance.models import Attachment, WorkRequest
from apps.maintenance.models.attachment import MAX_BYTES, MAX_FILES
from apps.maintenance.services.attachments import attach_file
from tests.api.hawk_helpers import Signer, refused
from tests.api.helpers import Program, token_for
from tests.factories import TESTER
from tests.files import PDF, content_of
from tests.meters import PNG, new_attachment, new_request

PERMISSIONS = ["work_requests:view", "work_requests:add", "work_requests:edit"]
MULTIPART = "multipart/form-data; boundary=b"


@pytest.fixture
def program(account: Account) -> Program:
    return Program(token_for(account, PERMISSIONS))


@pytest.fixture
def path(account: Account) -> str:
    return f"/api/work_requests_attachments/{new_request(account).pk}"


def part(name: str, content: bytes, filename: str = "") -> bytes:
    of_file = f'; filename="{filename}"\r\nContent-Type: text/html' if filename else ""
    return f'--b\r\nContent-Disposition: form-data; name="{name}"{of_file}\r\n\r\n'.encode() + content + b"\r\n"


def multipart(content: bytes = PNG, filename: str = "foto.png", **fields: str) -> bytes:
    texts = b"".join(part(name, value.encode()) for name, value in fields.items())
    return texts + part("file", content, filename) + b"--b--\r\n"


def in_base64(content: bytes = PNG) -> str:
    return base64.b64encode(content).decode()


def invalid(response: Any) -> set[str]:
    assert response.status_code == 400, response.content
    return {entry["field"] for entry in response.json()["data"][0]["invalid_fields"]}


def test_a_file_comes_in_as_a_part_of_a_body(program: Program, path: str) -> None:
    response = program.post(path, multipart(description="Fuga"), kind=MULTIPART)
    row = response.json()["data"][0]
    attachment = Attachment.objects.get()
    assert response.status_code == 201
    assert row.pop("creation_date").endswith("+00:00")
    assert row.pop("signed_path_image").endswith(f"/api/work_requests_files/{attachment.pk}")
    assert row == {
        "id": attachment.pk, "id_company": 477, "id_request": attachment.request_id, "name": "foto.png",
        "description": "Fuga", "content_type": "image/png", "size": len(PNG),
    }  # fmt: skip
    assert content_of(attachment) == PNG


@pytest.mark.parametrize("before", ["", "data:image/png;base64,"])
def test_a_file_comes_in_as_base64_too(program: Program, path: str, before: str) -> None:
    row = program.post(path, {"file": before + in_base64(), "name": "../fuga.html"}).json()["data"][0]
    assert (row["name"], row["description"], row["content_type"]) == ("fuga.html.png", "fuga.html.png", "image/png")
    assert content_of(Attachment.objects.get()) == PNG


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({}, "file"), ({"file": ""}, "file"), ({"file": "¿?"}, "file"), ({"file": 5}, "file"), ({"file": None}, "file"),
        ({"file": in_base64(b"<script>")}, "file"), ({"file": in_base64(), "size": 1}, "size"),
        ({"file": in_base64(), "content_type": "text/html"}, "content_type"), ({"file": in_base64(), "id": 1}, "id"),
        ({"file": in_base64()[:8] + "data:;base64," + in_base64()[8:]}, "file"),
    ],
)  # fmt: skip
def test_what_is_no_file_is_refused_by_name(program: Program, path: str, body: dict[str, Any], name: str) -> None:
    assert invalid(program.post(path, body)) == {name}
    assert not Attachment.objects.exists()


def test_a_page_is_never_kept_whatever_it_is_said_to_be(program: Program, path: str) -> None:
    assert invalid(program.post(path, multipart(b"<html><script>x</script>"), kind=MULTIPART)) == {"file"}
    assert invalid(program.post(path, multipart(b"<svg onload='x'/>", "a.svg"), kind=MULTIPART)) == {"file"}


def test_a_file_where_text_belongs_is_refused(program: Program, path: str) -> None:
    body = part("file", PNG, "a.png") + part("description", PNG, "b.png") + b"--b--\r\n"
    assert invalid(program.post(path, body, kind=MULTIPART)) == {"description"}
    twice = part("file", PNG, "a.png") + part("file", PNG, "b.png") + b"--b--\r\n"
    assert invalid(program.post(path, twice, kind=MULTIPART)) == {"file"}


def test_five_megabytes_come_in_and_no_more(program: Program, path: str) -> None:
    largest = PNG + bytes(MAX_BYTES - len(PNG))
    assert program.post(path, multipart(largest), kind=MULTIPART).status_code == 201
    assert program.post(path, {"file": in_base64(largest)}).status_code == 201
    assert invalid(program.post(path, multipart(largest + b"x"), kind=MULTIPART)) == {"file"}
    response = program.post(path, bytes(BODY_LIMIT + 1), kind=MULTIPART)
    assert (response.status_code, response.json()["code"]) == (413, "too_large")


def test_everywhere_else_a_megabyte_is_the_limit_still(account: Account, program: Program, path: str) -> None:
    body = json.dumps({"description": "x" * 1_100_000})
    assert program.post("/api/work_requests", body).status_code == 413


def test_a_request_has_ten_files_at_most(account: Account, program: Program, path: str) -> None:
    request = WorkRequest.objects.get()
    for _number in range(MAX_FILES):
        attach_file(request=request, by=TESTER, content=PNG)
    assert invalid(program.post(path, {"file": in_base64()})) == {"file"}


def test_sent_again_under_the_same_key_it_is_kept_once(program: Program, path: str) -> None:
    def send(content: bytes) -> Any:
        return program.post(path, multipart(content), kind=MULTIPART, **{"Idempotency-Key": "k-1"})

    assert send(PNG).content == send(PNG).content
    assert Attachment.objects.count() == 1
    assert send(PNG + b"other").status_code == 409


def test_a_signed_upload_is_checked_against_its_hash(account: Account, signer: Signer, path: str) -> None:
    body = json.dumps({"file": in_base64(PNG + bytes(2 * 1024 * 1024))})
    right = hawk.payload_hash("application/json", body.encode())
    assert signer.call("POST", path, body, hash=right).status_code == 201
    assert refused(signer.call("POST", path, body.replace("A", "B", 1), hash=right))


def test_the_list_of_a_request_holds_its_files_without_their_bytes(
    account: Account, program: Program, path: str, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for name in ("a.png", "b.png"):
        attach_file(request=WorkRequest.objects.get(), by=TESTER, content=PNG, name=name)
    new_attachment(account)
    program.get("/api/me")
    with django_assert_num_queries(4):  # the token, the meter of calls, the request, the files
        body = program.get(path).json()
    assert ([row["name"] for row in body["data"]], body["total"]) == (["a.png", "b.png"], 2)
    with django_assert_num_queries(3):
        assert program.get("/api/work_requests_attachments").json()["total"] == 3
    assert program.get(f"{path}?start=1&limit=1").json()["data"] == body["data"][1:]


@pytest.mark.parametrize("number", ["999999", "x", "%00"])
def test_files_of_no_request_are_404(program: Program, number: str) -> None:
    for method, body in (("GET", None), ("POST", {"file": in_base64()}), ("PUT", {"id": 1})):
        assert program.call(method, f"/api/work_requests_attachments/{number}", body).status_code == 404


def test_a_file_is_renamed_and_replaced(account: Account, program: Program) -> None:
    attachment = new_attachment(account)
    path = f"/api/work_requests_attachments/{attachment.request_id}"
    row = program.put(path, {"id": attachment.pk, "name": "antes", "description": "Antes"}).json()["data"][0]
    assert (row["name"], row["description"]) == ("antes.png", "Antes")
    row = program.put(f"{path}?id={attachment.pk}", multipart(PDF, "acta"), kind=MULTIPART).json()["data"][0]
    assert (row["name"], row["content_type"], row["description"]) == ("acta.pdf", "application/pdf", "Antes")
    assert invalid(program.put(path, {"description": "x"})) == {"id"}
    elsewhere = new_attachment(account)
    assert invalid(program.put(path, {"id": elsewhere.pk})) == {"id"}


# --- the bytes --------------------------------------------------------------------------------------------------------


def test_a_file_is_given_to_be_saved_and_never_to_be_shown(account: Account, program: Program) -> None:
    attachment = new_attachment(account, name="Bomba ñ.png")
    response = program.get(f"/api/work_requests_files/{attachment.pk}")
    assert (response.status_code, response.getvalue()) == (200, PNG)
    assert response["Content-Type"] == "image/png"
    assert response["Content-Disposition"] == (
        "attachment; filename=\"Bomba__.png\"; filename*=UTF-8''Bomba%20%C3%B1.png"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert response["Cache-Control"] == "no-store"


def test_a_file_that_the_caller_has_is_not_sent_again(account: Account, program: Program) -> None:
    path = f"/api/work_requests_files/{new_attachment(account).pk}"
    other = f"/api/work_requests_files/{new_attachment(account, content=PDF).pk}"
    tag = program.get(path)["ETag"]
    again = program.get(path, **{"If-None-Match": tag})
    assert (again.status_code, again.getvalue()) == (304, b"")
    assert program.get(other, **{"If-None-Match": tag}).status_code == 200


def test_a_file_needs_the_permission_and_the_account(
    account: Account, other_account: Account, program: Program
) -> None:
    path = f"/api/work_requests_files/{new_attachment(account).pk}"
    assert Program().get(path).status_code == 401
    assert Program(token_for(account, ["items:view"])).get(path).status_code == 403
    assert Program(token_for(other_account, PERMISSIONS)).get(path).status_code == 404
    assert program.get("/api/work_requests_files/x").status_code == 404


def test_the_answer_to_a_signed_call_is_signed_over_the_bytes(account: Account, signer: Signer) -> None:
    response = signer.call("GET", f"/api/work_requests_files/{new_attachment(account).pk}")
    assert (response.status_code, response.getvalue()) == (200, PNG)
    assert "hash=" in response["Server-Authorization"]


@pytest.mark.parametrize("length", ["x", "-1", "1.5", "9" * 40])
def test_R094_a_length_that_is_no_number_is_400(account: Account, program: Program, length: str) -> None:
    number = new_request(account).pk
    answer = program.client.generic(
        "POST", f"/api/work_requests_attachments/{number}", data="{}", headers=program.headers, CONTENT_LENGTH=length
    )
    assert (answer.status_code, answer.json()["success"]) == (400, False)


def test_a_file_that_is_missing_in_the_store_says_so(account: Account, program: Program) -> None:
    attachment = new_attachment(account)
    discard(attachment.stored_as)
    response = program.get(f"/api/work_requests_files/{attachment.pk}")
    assert (response.status_code, response.json()["code"]) == (404, "file_missing")


def test_a_store_that_cannot_be_written_to_is_503_and_leaves_nothing(
    program: Program, path: str, settings: Settings
) -> None:
    settings.FILE_SCANNER = "nobody.scans"
    assert program.post(path, {"file": in_base64()}).status_code == 503
    assert not Attachment.objects.exists()
    assert Transaction.objects.get(action="file_refused").changes["reason"] == [None, "not_scanned"]
