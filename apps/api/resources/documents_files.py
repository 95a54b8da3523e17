"""/documents_files: every version of the documents; GET of one is its file."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy
from rest_framework.request import Request

from apps.accounts.models import Account
from apps.api import problems
from apps.api.documented import Documented
from apps.api.fields import Computed, Field, Row
from apps.api.files import Download
from apps.api.filters import Condition, Sought
from apps.api.kinds import Date, Text, Whole
from apps.api.resources.base import ResourceViewSet
from apps.api.resources.documents import address_of, version_at
from apps.api.resources.numbered import numbers
from apps.common.files import DOCUMENTS, FileMissing
from apps.company.models import DocumentVersion


def own_address(row: Row) -> str:
    return address_of(row["id"])


def at_address(account: Account, address: str) -> Condition:
    return version_at("id", address)


class DocumentFileViewSet(ResourceViewSet):
    """The bytes of one version, as they came; never as a page of this server."""

    module = "document_management"
    names = ("documents_files",)
    model = DocumentVersion
    lists_all = True
    collection = {"get": "list"}
    member = {"get": "download"}
    key = "pk"
    documented = {
        "download": Documented(
            does=gettext_lazy("The file itself, to be saved."),
            file_types=tuple(kind.media_type for kind in DOCUMENTS),
            errors=(problems.FileMissing,),
        )
    }
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

    def download(self, request: Request, code: str) -> HttpResponseBase:
        found = DocumentVersion.objects.of(self.account).filter(**numbers({"pk": code})).first()
        if found is None:
            raise problems.UnknownCode
        try:
            return Download(found)
        except FileMissing:
            raise problems.FileMissing from None
