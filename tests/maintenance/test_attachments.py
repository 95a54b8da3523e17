"""Files at work requests: what may be kept, and under which name."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from apps.accounts.models import Account
from apps.audit.models import Transaction
from apps.common.files import exists
from apps.maintenance.models import Attachment, WorkRequest
from apps.maintenance.models.attachment import MAX_BYTES, MAX_FILES
from apps.maintenance.services.attachments import attach_file, update_attachment
from tests.factories import TESTER
from tests.files import PDF, content_of, ooxml
from tests.meters import PNG, new_attachment, new_request
from tests.threads import at_once


def attach(request: WorkRequest, **fields: Any) -> Attachment:
    return attach_file(request=request, by=TESTER, **({"content": PNG} | fields))


@pytest.mark.parametrize(
    "content",
    [
        b"", b"<html><script>alert(1)</script>", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<?xml?>", b"MZ\x90",
        b"#!/bin/sh", b"PK\x03\x04", b" " + PNG, b"GIF", b"RIFF1234WAVE", b"plain text", ooxml(),
    ],
)  # fmt: skip
def test_only_pictures_and_pdf_are_kept_whatever_they_are_called(account: Account, content: bytes) -> None:
    with pytest.raises(ValidationError) as refused:
        new_attachment(account, content=content, name="foto.png")
    assert set(refused.value.message_dict) == {"file"}
    assert not Attachment.objects.exists()


def test_the_bytes_lie_apart_and_are_those_that_came(account: Account) -> None:
    attachment = new_attachment(account, description="Fuga en la bomba")
    assert (attachment.size, attachment.content_type) == (len(PNG), "image/png")
    assert content_of(attachment) == PNG
    entry = Transaction.objects.get(action="file_attached")
    assert entry.changes["checksum"] == [None, hashlib.sha256(PNG).hexdigest()]


def test_five_megabytes_and_no_more(account: Account) -> None:
    request = new_request(account)
    assert attach(request, content=PNG + bytes(MAX_BYTES - len(PNG))).size == MAX_BYTES
    with pytest.raises(ValidationError) as refused:
        attach(request, content=PNG + bytes(MAX_BYTES - len(PNG) + 1))
    assert set(refused.value.message_dict) == {"file"}


@pytest.mark.django_db(transaction=True)
def test_ten_files_and_no_more_also_at_once(account: Account) -> None:
    request = new_request(account)
    for _number in range(MAX_FILES - 2):
        attach(request)

    def attempt(index: int) -> bool:
        try:
            return bool(attach(request))
        except ValidationError:
            return False

    assert sum(at_once(4, attempt)) == 2
    assert request.attachments.count() == MAX_FILES


def test_a_file_can_be_called_otherwise_and_be_replaced(account: Account) -> None:
    attachment = new_attachment(account)
    attachment = update_attachment(attachment=attachment, by=TESTER, name="después.exe", description="Reparada")
    assert (attachment.name, attachment.description) == ("después.exe.png", "Reparada")
    attachment = update_attachment(attachment=attachment, by=TESTER, content=PDF)
    assert (attachment.name, attachment.content_type) == ("después.exe.png.pdf", "application/pdf")
    assert content_of(attachment) == PDF
    assert Transaction.objects.filter(action="file_changed").count() == 2


def test_a_change_that_changes_nothing_is_not_recorded(account: Account) -> None:
    attachment = new_attachment(account)
    update_attachment(attachment=attachment, by=TESTER, content=PNG, name=attachment.name)
    assert not Transaction.objects.filter(action="file_changed").exists()


def test_the_file_goes_with_its_row(account: Account, django_capture_on_commit_callbacks: Any) -> None:
    attachment = new_attachment(account)
    with django_capture_on_commit_callbacks(execute=True):
        attachment.delete()
    assert not exists(attachment)


def test_the_file_before_goes_when_another_takes_its_place(
    account: Account, django_capture_on_commit_callbacks: Any
) -> None:
    before = new_attachment(account)
    with django_capture_on_commit_callbacks(execute=True):
        after = update_attachment(attachment=before, by=TESTER, content=PDF)
    assert (exists(before), content_of(after)) == (False, PDF)


def test_what_hardly_happens_to_an_honest_file_is_on_the_record(account: Account) -> None:
    request = new_request(account)
    with pytest.raises(ValidationError):
        attach(request, content=PDF + b"<html>", name="acta.pdf")
    with pytest.raises(ValidationError):
        attach(request, content=b"plain text")
    entry = Transaction.objects.get(action="file_refused")
    assert entry.changes == {"file_name": [None, "acta.pdf"], "reason": [None, "two_kinds"]}
