"""/documents: the company's documents. A file that comes in is a new version; /documents_files has all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Account
from apps.api import problems
from apps.api.documented import OneOf
from apps.api.fields import Computed, Field, Input, Row
from apps.api.files import File
from apps.api.filters import NOTHING, Condition, Sought
from apps.api.kinds import Choice, Date, Day, Text, Whole
from apps.api.resources.base import ResourceViewSet
from apps.api.resources.rows import NUMBER
from apps.company.models import Document, DocumentStage, DocumentStatus
from apps.company.models.document import today_of
from apps.company.models.document_status import has_status, status_on
from apps.company.services.documents import create_document, delete_document, update_document

# In base64 a file is a third larger; the rest is for the fields beside it.
BODY_LIMIT = settings.FILE_MAX_BYTES * 4 // 3 + 64 * 1024
STATUSES = tuple(status.value for status in DocumentStatus)


def address_of(version: Any) -> str:
    """Where the bytes are, "" for none. It needs the same permission as the list."""
    return f"{settings.PUBLIC_URL}/api/documents_files/{version}" if version else ""


def version_at(path: str, address: str) -> Condition:
    """Rows whose column `path` is the version that is at `address`."""
    number = address.rpartition("/")[2]
    is_ours = NUMBER.fullmatch(number) and address == address_of(number)
    return {path: int(number)} if is_ours else NOTHING


def current_at(account: Account, address: str) -> Condition:
    return version_at("current", address)


def current_address(row: Row) -> str:
    return address_of(row["current_id"])


def describe_status(row: Row) -> str:
    """On this day in the time zone of the account."""
    today = timezone.localdate(timezone=ZoneInfo(row["account__time_zone"]))
    return status_on(today, row["stage"], row["valid_from"], row["valid_until"]).value


def in_status(account: Account, status: str) -> Condition:
    return has_status(status, today_of(account))


class DocumentViewSet(ResourceViewSet):
    module = "document_management"
    names = ("documents",)
    model = Document
    lists_all = True
    collection = {"get": "list", "post": "create"}
    member = {"get": "retrieve", "put": "update", "delete": "destroy"}
    body_limit = BODY_LIMIT
    fields = (
        Field("id", Whole()),
        Field("id_company", Whole(), source="account_number"),
        Field("code", Text(), writes="code", is_required=True),
        Field("name", Text(), writes="name", is_required=True),
        Field("group", Text(), writes="group"),
        Field("description", Text(), writes="description"),
        Field("author", Text(), writes="author"),
        Field("valid_from", Day(), writes="valid_from"),
        Field("valid_until", Day(), writes="valid_until"),
        Field("stage", Choice({stage.value: stage.value for stage in DocumentStage}), writes="stage"),
        Computed(
            "status",
            ("stage", "valid_from", "valid_until", "account__time_zone"),
            describe_status,
            shows=OneOf(STATUSES),
            sought=Sought(Choice({status: status for status in STATUSES}), in_status, by="stage"),
        ),
        Field("version", Text(), source="current__version", writes="version"),
        Field("file_name", Text(), source="current__name", writes="file_name"),
        Field("content_type", Text(), source="current__content_type"),
        Field("size", Whole(), source="current__size"),
        Computed("file_path", ("current_id",), current_address, shows=Text(), sought=Sought(Text(), current_at)),
        Field("creation_date", Date(), source="created_at"),
    )
    inputs = (Input("file", File(), about="file"),)

    def prepared(self, values: dict[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
        """A file brings its name with it, unless the body gives it another one."""
        sent = values.pop("file", None)
        if sent is not None:
            return values | {"file": sent.content, "file_name": values.get("file_name") or sent.name}
        if self.request.method == "POST":
            raise problems.InvalidFields({"file": _("This field is required.")})
        if values.get("file_name") is not None:
            raise problems.InvalidFields({"file_name": _("A file gets its name when it is sent.")})
        return values

    def add(self, values: dict[str, Any]) -> Model:
        return create_document(account=self.account, by=self.caller.actor, **values)

    def change(self, row: Row, values: dict[str, Any]) -> Model:
        return update_document(document=self.document(row), by=self.caller.actor, **values)

    def remove(self, row: Row) -> None:
        delete_document(document=self.document(row), by=self.caller.actor)

    def document(self, row: Row) -> Document:
        return Document.objects.for_list(self.account).get(pk=row["pk"])
