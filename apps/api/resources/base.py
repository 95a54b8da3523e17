"""What every resource does in the same way; a resource itself only declares what is particular to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model, QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import bodies, conditions, problems, queries
from apps.api.fields import Input, Row, row_of
from apps.api.forms import Form
from apps.api.pointers import Pointer
from apps.api.resources.rows import RowsViewSet
from apps.common.codes import CodeTaken
from apps.common.files import FileRefused


class ResourceViewSet(RowsViewSet):
    """Rows that may also be added, changed and taken away: those methods of `collection` and `member` that a resource
    names, by the services that it calls in `add`, `change` and `remove`.
    """

    inputs: ClassVar[tuple[Input, ...]] = ()
    pointers: ClassVar[tuple[Pointer, ...]] = ()
    update_parameters: ClassVar[tuple[str, ...]] = ()
    taken: ClassVar[tuple[type[Exception], ...]] = (CodeTaken,)
    guards: ClassVar[tuple[str, ...]] = ("update", "destroy")
    """Methods that change a row only where it is what the caller names in If-Match."""

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

    def instance(self, row: Row) -> Any:
        """What a service asks for: the instance of a row that was found for this account."""
        return self.instances().select_related("account").get(pk=row["pk"])

    def instances(self) -> QuerySet[Any]:
        """The account's, as what a service works with."""
        rows: Any = self.model._default_manager
        found: QuerySet[Any] = rows.of(self.account)
        return found

    def held_rows(self, key: dict[str, Any]) -> QuerySet[Any]:
        """The row that a guarded PUT or DELETE locks."""
        return self.rows().filter(**key)

    def key_of(self, made: Model) -> dict[str, Any]:
        """How what was just added is found."""
        return {"pk": made.pk}

    @cached_property
    def form(self) -> Form:
        return Form.of(self.fields, self.inputs, self.pointers)

    @contextmanager
    def errors_named(self, body: Mapping[str, Any]) -> Iterator[None]:
        """What a service refuses, under the names that the caller used."""
        try:
            yield
        except ValidationError as error:
            if isinstance(error, FileRefused) and error.is_passing:
                raise problems.Unavailable(" ".join(error.messages)) from error
            if words := self.there_already(error):
                raise problems.AlreadyExists(str(words)) from error
            names = self.form.names_of(body)
            raise problems.InvalidFields(messages_of(error, names)) from error
        except self.taken as error:
            raise problems.AlreadyExists from error

    def there_already(self, error: ValidationError) -> problems.Text:
        """What to say where `error` means that the account has one like it already, which is 409; "" for any other."""
        return ""


def messages_of(error: ValidationError, names: Mapping[str, str]) -> dict[str, problems.Text]:
    found = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    return {names.get(name, name): " ".join(messages) for name, messages in found.items()}


def without_echo(body: dict[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    """`body` without what only repeats the row: whoever reads it, changes one thing and sends it all back."""
    return {name: value for name, value in body.items() if name not in row or row[name] != value}
