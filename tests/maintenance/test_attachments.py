"""Files at work requests: what may be kept, and under which name."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from apps.accounts.models import Account
from apps.audit.models import Transaction
from apps.maintenance.file_kinds import clean_name, kind_of
from apps.maintenance.models import Attachment, AttachmentContent, WorkRequest
from apps.maintenance.models.attachment import MAX_BYTES, MAX_FILES
from apps.maintenance.services.attachments import attach_file, update_attachment
from tests.factories import TESTER
from tests.meters import PNG, new_attachment, new_request
from tests.threads import at_once


def attach(request: WorkRequest, **fields: Any) -> Attachment:
    return attach_file(request=request, by=TESTER, **({"content": PNG} | fields))


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0rest", "image/jpeg"),
        (b"GIF89a rest", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (b"%PDF-1.7\n", "application/pdf"),
    ],
)
def test_a_file_is_what_its_first_bytes_are(content: bytes, kind: str) -> None:
    found = kind_of(content)
    assert found is not None
    assert found[0] == kind


@pytest.mark.parametrize(
    "content",
    [
        b"", b"<html><script>alert(1)</script>", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<?xml?>", b"MZ\x90",
        b"#!/bin/sh", b"PK\x03\x04", b" " + PNG, b"GIF", b"RIFF1234WAVE", b"plain text",
    ],
)  # fmt: skip
def test_nothing_else_is_kept_whatever_it_is_called(account: Account, content: bytes) -> None:
    with pytest.raises(ValidationError) as refused:
        new_attachment(account, content=content, name="foto.png")
    assert set(refused.value.message_dict) == {"file"}
    assert not AttachmentContent.objects.exists()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("foto.png", "foto.png"),
        ("Bomba ñ (2).PNG", "Bomba ñ (2).PNG"),
        ("../../etc/passwd", "passwd.png"),
        ("C:\\fotos\\fuga.png", "fuga.png"),
        ("page.html", "page.html.png"),
        ("a\r\nb\x00\"'<>&;.png", "a_b_.png"),
        ("", "file.png"),
        ("...", "file.png"),
        (".htaccess", "htaccess.png"),
        ("x" * 300 + ".png", "x" * 116 + ".png"),
    ],
)
def test_a_name_is_a_plain_name_and_ends_as_the_file_is(given: str, kept: str) -> None:
    assert clean_name(given, "image/png", ".png") == kept


def test_other_endings_of_the_same_kind_stay() -> None:
    assert clean_name("foto.jpeg", "image/jpeg", ".jpg") == "foto.jpeg"


def test_the_bytes_lie_apart_and_are_those_that_came(account: Account) -> None:
    attachment = new_attachment(account, description="Fuga en la bomba")
    assert (attachment.size, attachment.content_type) == (len(PNG), "image/png")
    assert attachment.content.is_whole
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
    attachment = update_attachment(attachment=attachment, by=TESTER, content=b"%PDF-1.4 acta")
    assert (attachment.name, attachment.content_type) == ("después.exe.png.pdf", "application/pdf")
    assert attachment.content.is_whole
    assert Transaction.objects.filter(action="file_changed").count() == 2


def test_a_change_that_changes_nothing_is_not_recorded(account: Account) -> None:
    attachment = new_attachment(account)
    update_attachment(attachment=attachment, by=TESTER, content=PNG, name=attachment.name)
    assert not Transaction.objects.filter(action="file_changed").exists()
