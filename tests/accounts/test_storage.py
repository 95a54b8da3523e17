"""How much the files of an account may come to: in its plan, and held wherever a file comes in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts import services, usage
from apps.accounts.models import Account, User
from apps.accounts.plan import MEGABYTE
from apps.company.models import DocumentVersion
from apps.company.services.documents import delete_document, update_document
from apps.maintenance.models import Attachment, WorkRequest
from apps.maintenance.services.attachments import attach_file, update_attachment
from tests.api.helpers import Program, token_for
from tests.conftest import sign_in
from tests.documents import new_document
from tests.factories import TESTER
from tests.files import PDF
from tests.guests import open_portal, send
from tests.meters import new_attachment, new_request
from tests.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def large(size: int) -> bytes:
    return PDF.replace(b"trailer", b"%" + b"x" * size + b"\ntrailer")


LARGE = large(600_000)
"""Of two there is no room in a megabyte."""


def limited(account: Account, megabytes: int | None = 1) -> Account:
    return services.update_plan(account=account, by=TESTER, storage_megabytes=megabytes)


def attach(request: WorkRequest, content: bytes = LARGE) -> Attachment:
    return attach_file(request=request, by=TESTER, content=content, name="plano.pdf")


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(ValidationError) as error:
        act()
    assert [one.code for one in error.value.error_dict["file"]] == ["storage_megabytes"]
    return error.value.messages[0]


def test_documents_and_attachments_share_the_room(account: Account) -> None:
    account = limited(account)
    document = new_document(account, file=LARGE)
    request = new_request(account)
    assert "the plan of this account allows 1 MB of files" in refused(lambda: attach(request))
    refused(lambda: new_document(account, "D-2", file=LARGE))
    refused(lambda: update_document(document=document, by=TESTER, file=LARGE, file_name="b.pdf"))
    assert (DocumentVersion.objects.count(), Attachment.objects.count()) == (1, 0)
    assert usage.bytes_of_files(account) == len(LARGE)
    delete_document(document=document, by=TESTER)
    attach(request)
    assert usage.bytes_of_files(account) == len(LARGE)


def test_a_file_that_takes_the_place_of_another_needs_room_for_what_it_is_larger(account: Account) -> None:
    attachment = new_attachment(limited(account), content=LARGE)
    update_attachment(attachment=attachment, by=TESTER, content=large(700_000), name="b.pdf")
    refused(lambda: update_attachment(attachment=attachment, by=TESTER, content=large(1_200_000), name="c.pdf"))
    limited(account, 0)
    # What there is stays, and may become less.
    update_attachment(attachment=attachment, by=TESTER, content=PDF, name="d.pdf")
    assert usage.bytes_of_files(account) == len(PDF)


def test_without_a_limit_nothing_is_asked(account: Account) -> None:
    request = new_request(account)
    with CaptureQueriesContext(connection) as asked:
        attach(request)
    assert not [query["sql"] for query in asked if "common_rowcount" in query["sql"]]


@pytest.mark.django_db(transaction=True)
def test_however_many_come_at_once_no_more_are_kept_than_there_is_room_for(account: Account) -> None:
    account = limited(account)
    requests = [new_request(account) for _ in range(4)]

    def kept(index: int) -> bool:
        try:
            attach(requests[index])
        except ValidationError:
            return False
        return True

    assert at_once(4, kept).count(True) == 1
    assert usage.bytes_of_files(account) == len(LARGE)


def test_the_doors_refuse_it_at_the_field(account: Account, ana: User) -> None:
    portal = open_portal(limited(account, 0))
    program = Program(token_for(account, ["work_requests:view", "work_requests:add"]))
    answer = program.post(f"/api/work_requests_attachments/{new_request(account).pk}", {"file": "JVBERi0xLjQK"})
    assert answer.status_code == 400
    page = sign_in(ana).post(
        "/settings/document-management/documents/add/",
        {"code": "D-1", "name": "Manual", "stage": "released", "file": SimpleUploadedFile("a.pdf", PDF)},
    )
    assert (page.status_code, set(page.context["form"].errors)) == (422, {"file"})
    assert "There is no room for this file" in page.content.decode()
    guest = send(portal, files=[SimpleUploadedFile("a.pdf", PDF)])
    assert guest.context["form"].errors["files"] == [
        "Por el momento no hay espacio para archivos. Envíe su solicitud sin ellos."
    ]
    assert WorkRequest.objects.count() == 1


def test_usage_is_told_in_bytes_and_shown_in_words(account: Account, ana: User) -> None:
    new_attachment(limited(account, 2), content=LARGE)
    (found,) = (one for one in usage.of(Account.objects.get(pk=account.pk)) if one.name == "storage")
    assert (found.used, found.limit, found.percent) == (len(LARGE), 2 * MEGABYTE, 28)
    services.name_owner(user=ana, by=TESTER)
    page = sign_in(ana).get("/settings/account/").content.decode()
    assert "586.0 KB of 2.0 MB (28 %)" in page.replace("\xa0", " ")
