"""Documents: made with their first file, changed, given a new version, deleted with all of them."""

from __future__ import annotations

from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import Account
from apps.accounts.services.plan import require_storage
from apps.audit.actors import Actor
from apps.audit.record import diff, record
from apps.audit.refused_files import recording_refusals
from apps.common.codes import taken_code_named
from apps.common.files import DOCUMENTS, kept
from apps.common.files.store import Facts
from apps.common.writing import apply, values
from apps.company.catalogs.accepting import accepted
from apps.company.models import Document, DocumentVersion
from apps.company.models.document import MOST_VERSIONS
from apps.company.services.rows import held

DOCUMENT_FIELDS = ("code", "name", "group", "description", "author", "valid_from", "valid_until", "stage")
VERSION_FIELDS = ("version", "name", "content_type", "size", "checksum")
Content = bytes | BinaryIO


def create_document(
    *, account: Account, by: Actor, file: Content, file_name: str = "", version: str = "", **fields: Any
) -> Document:
    """A document of `account` with its first file; `fields` are those of DOCUMENT_FIELDS.

    Raises ValidationError, which names the fields, and CodeTaken.
    """
    document = Document(account=account)
    # What is wrong with the fields is said before anybody looks at the file.
    with transaction.atomic():
        _check(document, fields)
    with (
        recording_refusals("document_management.file_refused", account=account, by=by, name=file_name),
        kept(file, name=file_name, kinds=DOCUMENTS) as facts,
        transaction.atomic(),
    ):
        _save(document, fields)
        changes = diff(dict.fromkeys(DOCUMENT_FIELDS, ""), values(document, DOCUMENT_FIELDS))
        record("document_management.document_created", account=account, actor=by, target=document, changes=changes)
        _add_version(document, by, facts, version)
    return document


def update_document(
    *,
    document: Document,
    by: Actor,
    file: Content | None = None,
    file_name: str = "",
    version: str | None = None,
    **fields: Any,
) -> Document:
    """Change `fields` of DOCUMENT_FIELDS; a `file` is a new version, and the ones before are kept.

    Without a file, `version` is what the current one is called. Raises ValidationError and CodeTaken.
    """
    if file is None:
        return _update(document, by, fields, version)
    with (
        recording_refusals("document_management.file_refused", account=document.account, by=by, name=file_name),
        kept(file, name=file_name, kinds=DOCUMENTS) as facts,
    ):
        return _update(document, by, fields, version, facts)


@transaction.atomic
def _update(
    document: Document, by: Actor, fields: dict[str, Any], version: str | None, facts: Facts | None = None
) -> Document:
    document = held(document)
    before = _words(document)
    _save(document, fields)
    if facts:
        _add_version(document, by, facts, version or "")
    elif version is not None and document.current is not None:
        apply(document.current, {"version": version})
    changes = diff(before, _words(document) if facts is None else values(document, DOCUMENT_FIELDS))
    if changes:
        account = document.account
        record("document_management.document_changed", account=account, actor=by, target=document, changes=changes)
    return document


def _words(document: Document) -> dict[str, Any]:
    """What the record compares."""
    found = values(document, DOCUMENT_FIELDS)
    return found | {"version": document.current.version if document.current else ""}


def _check(document: Document, fields: dict[str, Any]) -> None:
    for name, value in accepted(document, fields).items():
        setattr(document, name, value)
    with taken_code_named():
        document.full_clean()


def _save(document: Document, fields: dict[str, Any]) -> None:
    with taken_code_named():
        apply(document, accepted(document, fields))


def _add_version(document: Document, by: Actor, facts: Facts, version: str) -> None:
    """The file as the current version of `document`, which is locked or new."""
    require_storage(document.account, facts.size)
    count = document.versions.count()
    if count >= MOST_VERSIONS:
        text = _("A document can have %(number)d versions at most.")
        raise ValidationError({"file": text % {"number": MOST_VERSIONS}})
    added = DocumentVersion(account=document.account, document=document, added_by=by.name[:255]).take(facts)
    apply(added, {"version": version or str(count + 1)})
    document.current = added
    document.save(update_fields=["current"])
    changes = diff(dict.fromkeys(VERSION_FIELDS), values(added, VERSION_FIELDS))
    account = document.account
    record("document_management.version_added", account=account, actor=by, target=document, changes=changes)


@transaction.atomic
def delete_document(*, document: Document, by: Actor) -> None:
    """With all its versions and files; whatever it was attached to stays."""
    document = held(document)
    changes = diff(values(document, DOCUMENT_FIELDS), dict.fromkeys(DOCUMENT_FIELDS))
    account = document.account
    record("document_management.document_deleted", account=account, actor=by, target=document, changes=changes)
    document.delete()
