"""/api/schema/: for everybody, because it holds no data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import translation
from django.utils.cache import patch_vary_headers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.door import Door
from apps.api.envelope import EnvelopeRenderer
from apps.api.schema.document import document


class DocumentRenderer(EnvelopeRenderer):
    """The document is bytes already; refusals are in the envelope."""

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        return data if isinstance(data, bytes) else super().render(data, accepted_media_type, renderer_context)


class SchemaViewSet(Door):
    """The OpenAPI document in the caller's language. Nobody is asked who they are, and no call is counted."""

    names = ("schema",)
    collection = {"get": "show"}
    authentication_classes = []
    permission_classes = []
    renderer_classes = [DocumentRenderer]

    def show(self, request: Request) -> Response:
        return Response(document(translation.get_language() or ""))

    def completed(self, request: HttpRequest, response: Response) -> Response:
        patch_vary_headers(response, ["Accept-Language"])
        if response.status_code == 200:
            response["Cache-Control"] = "public, no-cache"
        return super().completed(request, response)
