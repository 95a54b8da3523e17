"""The limit of what a browser may send: more than the largest file is never written anywhere, not even for a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

if TYPE_CHECKING:
    from django.http import HttpRequest

BESIDES = 1024**2
"""For the fields beside the file, and what multipart adds."""
TOO_LARGE = "conexiones.upload_is_too_large"


def most_sent() -> int:
    """Bytes of a body: in base64 a file is a third larger."""
    return settings.FILE_MAX_BYTES * 4 // 3 + BESIDES


class LimitHandler(FileUploadHandler):
    """The first of FILE_UPLOAD_HANDLERS: of a body that is too large, it takes the fields before the first file."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 - Django's name for it
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        self.is_too_large = content_length > most_sent()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        if self.is_too_large:
            if self.request is not None:
                self.request.META[TOO_LARGE] = True
            raise StopUpload(connection_reset=True)
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def was_too_large(request: HttpRequest) -> bool:
    """Whether a file was left out because the body was too large."""
    return TOO_LARGE in request.META
