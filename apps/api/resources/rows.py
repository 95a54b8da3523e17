"""Reading rows: lists, one of them, and how they are found and shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import paging, problems, queries
from apps.api.envelope import success
from apps.api.fields import Nested, shape_of, sources_of
from apps.api.resources import beginning
from apps.api.resources.searched import SearchedViewSet

NUMBER = re.compile(r"[0-9]{1,18}")


class RowsViewSet(SearchedViewSet):
    """Rows of one model, in the envelope. GET of one answers with a list of rows too, unless `one_is_object`.

    A resource states its `module`, its `names` in the URL, the `model` with a QuerySet that has `for_api(account)`,
    and its `fields`; which methods there are is in `collection` and `member`. `dates` names what `since` and `until`
    can be about: each `type_date` with the path of its moment, the usual one first. All of this is also what the
    OpenAPI document is made of; where it does not tell (a method of its own, its own shape of an answer), `documented`
    does.
    """

    collection: ClassVar[dict[str, Any]] = {"get": "list"}
    member: ClassVar[dict[str, Any]] = {"get": "retrieve"}
    key: ClassVar[str] = "code"
    one_is_object: ClassVar[bool] = False

    def list(self, request: Request) -> Response:
        query = queries.read(request.query_params, self.parameters)
        page = paging.read(query.values)
        rows, total = beginning.of(self, page) if beginning.is_asked(self, query.values) else self.page_of(page, query)
        return self.answer(self.completed_rows(rows), query, page.warning, total=total)

    def page_of(self, page: paging.Page, query: queries.Query) -> tuple[paging.Rows, int]:
        """The rows of `page`, and how many there are in all."""
        reach = self.reach(query.values)
        return page.of(reach.rows(), reach.every, self.read, reach.total)

    def retrieve(self, request: Request, code: str) -> Response:
        query = queries.read(request.query_params, ())
        key: dict[str, Any] = {self.key: code}
        return self.answer_about(query, **key)

    def found(self, **key: Any) -> Sequence[dict[str, Any]]:
        """What one key is about: its row, unless a resource has several under one key. Raises UnknownCode."""
        return [self.one(**key)]

    def one(self, **key: Any) -> dict[str, Any]:
        """The caller's row with this key. Raises UnknownCode, also for another account's."""
        found: dict[str, Any] | None = self.read(self.rows().filter(**self.safe(key))).first()
        if found is None:
            raise problems.UnknownCode
        return self.completed_rows([found])[0]

    def completed_rows(self, rows: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
        """The rows with what is nested in them: one query for each list, however many rows there are."""
        for field in self.fields:
            if isinstance(field, Nested):
                field.load(self.account, rows)
        return rows

    def safe(self, key: dict[str, Any]) -> dict[str, Any]:
        """`key`. Raises UnknownCode for what no row can have."""
        numbers = [str(value) for name, value in key.items() if name in ("id", "pk")]
        if any("\x00" in str(value) for value in key.values()) or not all(map(NUMBER.fullmatch, numbers)):
            raise problems.UnknownCode
        return key

    def read(self, rows: QuerySet[Any]) -> QuerySet[Any, dict[str, Any]]:
        return rows.values("pk", *sources_of(self.fields))

    def answer_about(self, query: queries.Query, *, status: int = 200, **key: Any) -> Response:
        rows = self.found(**key)
        return self.answer(rows, query, total=len(rows), status=status)

    def answer(self, rows: Any, query: queries.Query, *warnings: str, total: int = 1, status: int = 200) -> Response:
        response = success(self.shown(rows), total=total, status=status)
        named = [warning for warning in (query.warning, *warnings) if warning]
        if named:
            response["Warning"] = ", ".join(named)
        return response

    def shown(self, rows: Any) -> Any:
        """The rows as they go out."""
        found = list(map(shape_of(self.fields), rows))
        return found[0] if self.one_is_object and self.detail else found
