"""Documents, with only the data that a test needs."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import Account
from apps.company.models import Document, DocumentVersion
from apps.company.services.documents import create_document
from apps.maintenance.models import ItemDocument, PersonDocument
from apps.maintenance.services.documents import attach_to_item, attach_to_person
from tests.factories import TESTER
from tests.files import PDF
from tests.orders import an_item, new_person


def new_document(account: Account, code: str = "D-1", **fields: Any) -> Document:
    given = {"name": f"Manual {code}", "file": PDF, "file_name": "manual.pdf"} | fields
    return create_document(account=account, by=TESTER, code=code, **given)


def new_version(account: Account, code: str = "D-1") -> DocumentVersion:
    version = new_document(account, code).current
    assert version is not None
    return version


def new_item_document(account: Account, code: str = "D-1") -> ItemDocument:
    return attach_to_item(document=new_document(account, code), item=an_item(account, code), by=TESTER)


def new_person_document(account: Account, code: str = "D-1") -> PersonDocument:
    return attach_to_person(document=new_document(account, code), person=new_person(account, code), by=TESTER)
