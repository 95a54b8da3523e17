"""What every resource does in the same way; a resource itself only declares what is particular to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import bodies, conditions, paging, periods, problems, queries
from apps.api.door import Door
from apps.api.envelope import success
from apps.api.fields import AnyField, Field, Input, Nested, Row, row_of, sources_of
from apps.api.forms import Form
from apps.api.kinds import value_of
from apps.api.pointers import Pointer
from apps.common import counting
from apps.common.codes import CodeTaken

NUMBER = re.compile(r"[0-9]{1,18}")


class ResourceViewSet(Door):
    """Rows of one model, in the envelope. GET of one answers with a list of rows too, unless `one_is_object`.

    A resource states its `module`, its `names` in the URL, the `model` with a QuerySet that has `for_api(account)`,
    and its `fields`; which methods there are is in `collection` and `member`. `dates` names what `since` and `until`
    can be about: each `type_date` with the path of its moment, the usual one first. All of this is also what the
    OpenAPI document is made of; where it does not tell (a method of its own, its own shape of an answer), `documented`
    does.
    """

    model: ClassVar[type[Model]]
    fields: ClassVar[tuple[AnyField, ...]]
    inputs: ClassVar[tuple[Input, ...]] = ()
    pointers: ClassVar[tuple[Pointer, ...]] = ()
    filters: ClassVar[tuple[Field, ...]] = ()
    collection: ClassVar[dict[str, Any]] = {"get": "list"}
    member: ClassVar[dict[str, Any]] = {"get": "retrieve"}
    key: ClassVar[str] = "code"
    update_parameters: ClassVar[tuple[str, ...]] = ()
    taken: ClassVar[tuple[type[Exception], ...]] = (CodeTaken,)
    dates: ClassVar[dict[str, str]] = {}
    one_is_object: ClassVar[bool] = False
    lists_all: ClassVar[bool] = False
    """Whether the list, unless it is filtered, is of every row of `model` that the account has (see `kept_total`)."""

    def list(self, request: Request) -> Response:
        query = queries.read(request.query_params, self.parameters)
        page = paging.read(query.values)
        values = self.filter_values(query.values) | self.window(query.values)
        rows, total = page.of(self.filtered(dict(values)), lambda: self.kept_total(values))
        return self.answer(self.completed_rows(rows), query, page.warning, total=total)

    def retrieve(self, request: Request, code: str) -> Response:
        query = queries.read(request.query_params, ())
        key: dict[str, Any] = {self.key: code}
        return self.answer_about(query, **key)

    def create(self, request: Request) -> Response:
        query = queries.read(request.query_params, ())
        body = bodies.read(request._request)
        with self.errors_named(body):
            made = self.add(self.prepared(self.form.values(body, is_new=True), body))
        return self.answer_about(query, status=201, **self.key_of(made))

    def update(self, request: Request, code: str) -> Response:
        query = queries.read(request.query_params, self.update_parameters)
        key = self.update_key(query.values, code)
        with self.guarded(request, **key) as row:
            return self.updated(request, query, row or self.one(**key))

    def updated(self, request: Request, query: queries.Query, row: dict[str, Any]) -> Response:
        body = without_echo(bodies.read(request._request), row_of(self.fields, row))
        with self.errors_named(body):
            self.change(row, self.prepared(self.form.values(body, is_new=False), body))
        return self.answer_about(query, pk=row["pk"])

    def destroy(self, request: Request, code: str) -> Response:
        query, key = queries.read(request.query_params, ()), {self.key: code}
        with self.guarded(request, **key) as row:
            return self.removed(query, row or self.one(**key))

    @contextmanager
    def guarded(self, request: Request, **key: Any) -> Iterator[dict[str, Any] | None]:
        """Where the caller says in If-Match what is there, it is that until the block is left: its (first) row.

        Without If-Match None, and nothing is held. Raises UnknownCode and Changed.
        """
        if not conditions.is_guarded(request._request):
            yield None
            return
        with conditions.held_still(self.account, self.held_rows(self.safe(key))):
            rows = self.found(**key)
            conditions.require_match(request._request, self.shown(rows), total=len(rows))
            yield rows[0]

    def removed(self, query: queries.Query, row: dict[str, Any]) -> Response:
        with self.errors_named({}):
            self.remove(row)
        return self.answer([], query, total=0)

    def update_key(self, given: Mapping[str, str], code: str) -> dict[str, Any]:
        """How the row of a PUT is found."""
        return {self.key: code}

    def add(self, values: dict[str, Any]) -> Model:
        """Calls the service that adds a row."""
        raise problems.UnknownPath

    def change(self, row: Row, values: dict[str, Any]) -> Model:
        """Calls the service that changes a row."""
        raise problems.UnknownPath

    def remove(self, row: Row) -> None:
        """Calls the service that takes a row away."""
        raise problems.UnknownPath

    def prepared(self, values: dict[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
        """Where a resource makes what the service needs of what came in."""
        for pointer in self.pointers:
            pointer.follow(self.account, values)
        return values

    def rows(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model._default_manager.for_api(self.account)  # type: ignore[attr-defined]
        return rows

    def held_rows(self, key: dict[str, Any]) -> QuerySet[Any]:
        """The row that a guarded PUT or DELETE locks."""
        return self.rows().filter(**key)

    def key_of(self, made: Model) -> dict[str, Any]:
        """How what was just added is found."""
        return {"pk": made.pk}

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

    def filtered(self, values: dict[str, Any]) -> QuerySet[Any, dict[str, Any]]:
        """The caller's rows that have `values`, which are under the model's names."""
        return self.read(self.rows().filter(**values))

    def read(self, rows: QuerySet[Any]) -> QuerySet[Any, dict[str, Any]]:
        return rows.values("pk", *sources_of(self.fields))

    @property
    def parameters(self) -> set[str]:
        """What GET of the list takes."""
        return {*paging.PARAMETERS, *self.filters_by_name, *(periods.PARAMETERS if self.dates else ())}

    def kept_total(self, values: dict[str, Any]) -> int | None:
        """How many rows have `values`, where that is kept (apps/common/counting.py)."""
        return counting.total(self.model, self.account, values) if self.lists_all and not self.detail else None

    def window(self, given: Mapping[str, str]) -> dict[str, Any]:
        """The period that is asked for, under the model's names."""
        return periods.read(given, self.dates) if self.dates else {}

    @cached_property
    def filters_by_name(self) -> dict[str, Field]:
        own = [field for field in self.fields if isinstance(field, Field) and field.can_filter]
        return {field.name: field for field in (*own, *self.filters)}

    def filter_values(self, given: Mapping[str, str]) -> dict[str, Any]:
        """Two names may mean one thing. Raises InvalidFields where they are given different values."""
        values: dict[str, Any] = {}
        for name, field in self.filters_by_name.items():
            if name not in given:
                continue
            value = value_of(field.name, field.kind, given[name])
            if values.setdefault(field.path, value) != value:
                raise problems.InvalidFields({name: _("This parameter is given twice.")})
        return values

    @cached_property
    def form(self) -> Form:
        return Form.of(self.fields, self.inputs, self.pointers)

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
        found = [row_of(self.fields, row) for row in rows]
        return found[0] if self.one_is_object and self.detail else found

    @contextmanager
    def errors_named(self, body: Mapping[str, Any]) -> Iterator[None]:
        """What a service refuses, under the names that the caller used."""
        try:
            yield
        except ValidationError as error:
            names = self.form.names_of(body)
            raise problems.InvalidFields(messages_of(error, names)) from error
        except self.taken as error:
            raise problems.AlreadyExists from error


def messages_of(error: ValidationError, names: Mapping[str, str]) -> dict[str, problems.Text]:
    found = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    return {names.get(name, name): " ".join(messages) for name, messages in found.items()}


def without_echo(body: dict[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    """`body` without what only repeats the row: whoever reads it, changes one thing and sends it all back."""
    return {name: value for name, value in body.items() if name not in row or row[name] != value}
