"""/work_requests_files: the bytes of one file at a request."""

from __future__ import annotations

from django.utils.translation import gettext_lazy
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import problems
from apps.api.documented import Documented
from apps.api.files import Download
from apps.api.resources.base import ResourceViewSet
from apps.api.resources.numbered import numbers
from apps.api.resources.work_requests_attachments import WorkRequestAttachmentViewSet
from apps.maintenance.file_kinds import FILE_TYPES
from apps.maintenance.models import Attachment


class WorkRequestFileViewSet(ResourceViewSet):
    """The bytes of one attachment, as they came; never as a page of this server."""

    module = "work_requests"
    names = ("work_requests_files",)
    model = Attachment
    collection = {}
    member = {"get": "download"}
    key = "pk"
    documented = {"download": Documented(does=gettext_lazy("The file itself, to be saved."), file_types=FILE_TYPES)}
    fields = WorkRequestAttachmentViewSet.fields

    def download(self, request: Request, code: str) -> Response:
        rows = Attachment.objects.of(self.account).select_related("content")
        found = rows.filter(**numbers({"pk": code})).first()
        if found is None:
            raise problems.UnknownCode
        return Download(
            bytes(found.content.data), name=found.name, content_type=found.content_type, checksum=found.checksum
        )
