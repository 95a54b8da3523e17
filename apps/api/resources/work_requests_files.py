"""/work_requests_files: the bytes of one file at a request."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy
from rest_framework.request import Request

from apps.api import problems
from apps.api.documented import Documented
from apps.api.files import Download
from apps.api.resources.base import ResourceViewSet
from apps.api.resources.numbered import numbers
from apps.api.resources.work_requests_attachments import WorkRequestAttachmentViewSet
from apps.common.files import PICTURES_AND_PDF, FileMissing
from apps.maintenance.models import Attachment

FILE_TYPES = tuple(kind.media_type for kind in PICTURES_AND_PDF)


class WorkRequestFileViewSet(ResourceViewSet):
    """The bytes of one attachment, as they came; never as a page of this server."""

    module = "work_requests"
    names = ("work_requests_files",)
    model = Attachment
    collection = {}
    member = {"get": "download"}
    key = "pk"
    documented = {
        "download": Documented(
            does=gettext_lazy("The file itself, to be saved."), file_types=FILE_TYPES, errors=(problems.FileMissing,)
        )
    }
    fields = WorkRequestAttachmentViewSet.fields

    def download(self, request: Request, code: str) -> HttpResponseBase:
        found = Attachment.objects.of(self.account).filter(**numbers({"pk": code})).first()
        if found is None:
            raise problems.UnknownCode
        try:
            return Download(found)
        except FileMissing:
            raise problems.FileMissing from None
