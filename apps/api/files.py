"""Files that come in with a body, and files that go out."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from apps.common.files import opened
from apps.common.files.answers import headers_of
from apps.common.files.rows import FileRow
from apps.common.files.store import checksum_of
from apps.common.files.tails import size_of

DATA_URL = re.compile(r"\A\s*data:[^,]{0,200};base64,")


@dataclass(frozen=True)
class Sent:
    """A file as it came, under the name that the caller gives it; a large one lies on the disk."""

    name: str
    content: Any

    def whole(self) -> bytes:
        self.content.seek(0)
        return bytes(self.content.read())

    def __str__(self) -> str:
        return f"{self.name} {checksum_of(self.content)}"


class File(serializers.Field[Any, Any, Any, Any]):
    """A file: a part of a multipart body with a file name, or its bytes in base64, also as a data: URL."""

    default_error_messages = {
        "invalid": _("Send the file as a part of a multipart body, or its bytes in base64."),
        "empty": _("The file is empty."),
    }

    def to_internal_value(self, data: Any) -> Sent:
        sent = data if isinstance(data, Sent) else Sent("", BytesIO(self._decoded(data)))
        if not size_of(sent.content):
            self.fail("empty")
        return sent

    def _decoded(self, data: Any) -> bytes:
        if not isinstance(data, str):
            self.fail("invalid")
        try:
            return base64.b64decode("".join(DATA_URL.sub("", data, count=1).split()), validate=True)
        except (binascii.Error, ValueError):
            self.fail("invalid")

    def to_representation(self, value: Any) -> Any:
        return value


class Download(FileResponse):
    """A file as it was kept, sent in pieces; to be saved and never to be shown: the browser is told its kind and
    believes it."""

    def __init__(self, row: FileRow) -> None:
        """Raises FileMissing."""
        super().__init__(opened(row), content_type=row.content_type)
        for name, value in headers_of(row.name, row.checksum).items():
            self[name] = value
        self["Content-Length"] = str(row.size)

    def set_headers(self, filelike: Any) -> None:
        """The row says all of them."""

    def render(self) -> Download:
        return self


def empty(response: HttpResponseBase) -> None:
    """Take its body away."""
    if isinstance(response, Download):
        # Not `response.close()`, which says that the request is over.
        if response.file_to_stream is not None:
            response.file_to_stream.close()
        response.streaming_content = []
    else:
        response.content = b""  # type: ignore[attr-defined]


def body_of(response: HttpResponseBase) -> bytes:
    """What is sent, for a signature; of a file, which is never larger than may come in, all at once."""
    if not isinstance(response, Download):
        return response.content  # type: ignore[attr-defined, no-any-return]
    whole = response.getvalue()
    response.streaming_content = [whole]
    return whole
