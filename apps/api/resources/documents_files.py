"""/documents_files: every version of the documents; GET of one is its file."""

from __future__ import annotations

from apps.accounts.models import Account
from apps.api.fields import Computed, Field, Row
from apps.api.filters import Condition, Sought
from apps.api.kinds import Date, Text, Whole
from apps.api.resources.documents import address_of, version_at
from apps.api.resources.downloads import DownloadViewSet, documented
from apps.common.files import DOCUMENTS
from apps.company.models import DocumentVersion


def own_address(row: Row) -> str:
    return address_of(row["id"])


def at_address(account: Account, address: str) -> Condition:
    return version_at("id", address)


class DocumentFileViewSet(DownloadViewSet):
    module = "document_management"
    names = ("documents_files",)
    model = DocumentVersion
    lists_all = True
    documented = documented(DOCUMENTS)
    fields = (
        Field("id", Whole()),
        Field("id_company", Whole(), source="account_number"),
        Field("id_document", Whole(), source="document_id"),
        Field("code_document", Text(), source="document__code"),
        Field("version", Text()),
        Field("name", Text()),
        Field("content_type", Text()),
        Field("size", Whole()),
        Field("checksum", Text()),
        Field("added_by", Text()),
        Computed("file_path", ("id",), own_address, shows=Text(), sought=Sought(Text(), at_address)),
        Field("creation_date", Date(), source="created_at"),
    )
