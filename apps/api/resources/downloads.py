"""Resources whose member is the bytes of a file that was kept."""

from __future__ import annotations

from collections.abc import Iterable

from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy
from rest_framework.request import Request

from apps.api import problems
from apps.api.documented import Documented
from apps.api.files import Download
from apps.api.resources.base import ResourceViewSet
from apps.common.files import FileMissing
from apps.common.files.kinds import Kind


class DownloadViewSet(ResourceViewSet):
    """GET of one is its file, as it came; never as a page of this server. Its model is a FileRow."""

    member = {"get": "download"}
    key = "pk"

    def download(self, request: Request, code: str) -> HttpResponseBase:
        found = self.instances().filter(**self.safe({"pk": code})).first()
        if found is None:
            raise problems.UnknownCode
        try:
            return Download(found)
        except FileMissing:
            raise problems.FileMissing from None


def documented(kinds: Iterable[Kind]) -> dict[str, Documented]:
    return {
        "download": Documented(
            does=gettext_lazy("The file itself, to be saved."),
            file_types=tuple(kind.media_type for kind in kinds),
            errors=(problems.FileMissing,),
        )
    }
