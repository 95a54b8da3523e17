"""/account_archives: archives of all data of the account; /account_archives_files gives the file of one."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy
from rest_framework.request import Request

from apps.accounts.models import Archive
from apps.accounts.services import ask_archive, note_download
from apps.accounts.services.archives.keeping import MEDIA_TYPE
from apps.api import problems
from apps.api.documented import Documented
from apps.api.fields import Field
from apps.api.files import Download
from apps.api.kinds import Date, Text, Whole, Yes
from apps.api.resources.base import ResourceViewSet
from apps.api.resources.numbered import numbers
from apps.common.files import FileMissing


class ArchiveViewSet(ResourceViewSet):
    module = "account"
    names = ("account_archives",)
    model = Archive
    key = "pk"
    collection = {"get": "list", "post": "create"}
    member = {"get": "retrieve"}
    fields = (
        Field("id", Whole()),
        Field("state", Text()),
        Field("asked_at", Date()),
        Field("asked_by", Text()),
        Field("is_last", Yes()),
        Field("tables", Whole()),
        Field("tables_done", Whole()),
        Field("rows", Whole()),
        Field("failure", Text()),
        Field("finished_at", Date()),
        Field("kept_until", Date(), source="expires_at"),
        Field("size", Whole(), source="file__size"),
        Field("checksum", Text(), source="file__checksum"),
    )
    documented = {
        "create": Documented(
            does=gettext_lazy(
                "Has an archive of all data of the account made, in the background. `state` says how far it is: "
                "waiting, running, done or failed."
            ),
            takes=(),
            errors=(problems.InUse,),
        ),
    }

    def safe(self, key: dict[str, Any]) -> dict[str, Any]:
        return numbers(key)

    def add(self, values: dict[str, Any]) -> Model:
        try:
            return ask_archive(account=self.account, by=self.caller.actor, user=self.caller.user)
        except ValidationError as error:
            raise problems.InUse(" ".join(error.messages)) from error


class ArchiveFileViewSet(ResourceViewSet):
    """The bytes of an archive that is done."""

    module = "account"
    names = ("account_archives_files",)
    model = Archive
    collection = {}
    member = {"get": "download"}
    key = "pk"
    documented = {
        "download": Documented(
            does=gettext_lazy("The archive itself: a ZIP file with one file of JSON lines for each table."),
            file_types=(MEDIA_TYPE,),
            errors=(problems.FileMissing,),
        )
    }
    fields = ArchiveViewSet.fields

    def download(self, request: Request, code: str) -> HttpResponseBase:
        found = Archive.objects.for_list(self.account).filter(**numbers({"pk": code})).first()
        if found is None or not found.is_ready:
            raise problems.UnknownCode
        try:
            answer = Download(found.file)
        except FileMissing:
            raise problems.FileMissing from None
        note_download(archive=found, by=self.caller.actor)
        return answer
