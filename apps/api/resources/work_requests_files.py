"""/work_requests_files: the bytes of one file at a request."""

from __future__ import annotations

from apps.api.resources.downloads import DownloadViewSet, documented
from apps.api.resources.work_requests_attachments import WorkRequestAttachmentViewSet
from apps.common.files import PICTURES_AND_PDF
from apps.maintenance.models import Attachment


class WorkRequestFileViewSet(DownloadViewSet):
    module = "work_requests"
    names = ("work_requests_files",)
    model = Attachment
    collection = {}
    documented = documented(PICTURES_AND_PDF)
    fields = WorkRequestAttachmentViewSet.fields
