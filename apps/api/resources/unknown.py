"""Every other address under /api/: a refusal in JSON, whoever asks."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import problems
from apps.api.door import Door


class UnknownViewSet(Door):
    authentication_classes = []
    permission_classes = []

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise problems.UnknownPath

    def refuse(self, request: HttpRequest) -> Response:
        raise problems.UnknownPath
