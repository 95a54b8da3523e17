"""Rows that go by what they belong to: a member is the list of those of one owner."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import problems
from apps.api.resources.base import ResourceViewSet


class OwnedViewSet(ResourceViewSet):
    """`key` is the path from a row to what its owner goes by; GET of a member is paged and filtered as the list is."""

    def list(self, request: Request, code: str = "") -> Response:
        if self.detail:
            self.require_owner(code)
        return super().list(request)

    def rows(self) -> QuerySet[Any]:
        rows = super().rows()
        return self.of_owner(rows, self.kwargs["code"]) if self.detail else rows

    def of_owner(self, rows: QuerySet[Any], code: str) -> QuerySet[Any]:
        return rows.filter(**self.safe({self.key: code}))

    def require_owner(self, code: str) -> None:
        """Raises UnknownCode, also for another account's."""
        raise problems.UnknownCode
