"""Files that come in with a body, and files that go out."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

DATA_URL = re.compile(r"\A\s*data:[^,]{0,200};base64,")


@dataclass(frozen=True)
class Sent:
    """A file as it came, under the name that the caller gives it."""

    name: str
    content: bytes

    def __str__(self) -> str:
        return f"{self.name} {hashlib.sha256(self.content).hexdigest()}"


class File(serializers.Field[Any, Any, Any, Any]):
    """A file: a part of a multipart body with a file name, or its bytes in base64, also as a data: URL."""

    default_error_messages = {
        "invalid": _("Send the file as a part of a multipart body, or its bytes in base64."),
        "empty": _("The file is empty."),
    }

    def to_internal_value(self, data: Any) -> Sent:
        sent = data if isinstance(data, Sent) else Sent("", self._decoded(data))
        if not sent.content:
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


class Download(Response):
    """A file as it was kept, to be saved and never to be shown: the browser is told its kind and believes it."""

    def __init__(self, content: bytes, *, name: str, content_type: str, checksum: str) -> None:
        super().__init__(content, content_type=content_type)
        plain = re.sub(r"[^A-Za-z0-9._-]", "_", name)
        # RFC 6266 section 5: the second one is for whoever can read it.
        self["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
        self["X-Content-Type-Options"] = "nosniff"
        self["Content-Security-Policy"] = "sandbox; default-src 'none'"
        self["ETag"] = f'"{checksum[:32]}"'

    @property
    def rendered_content(self) -> bytes:  # type: ignore[override]
        self["Content-Type"] = self.content_type or "application/octet-stream"
        return bytes(self.data)
