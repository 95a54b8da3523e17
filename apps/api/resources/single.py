"""What an account has exactly one of: read and changed as a whole, and never added or deleted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import transaction
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.turns import hold
from apps.api import bodies, conditions, problems
from apps.api.door import Door
from apps.api.envelope import success
from apps.api.fields import Field, Input
from apps.api.forms import Form
from apps.api.resources.base import messages_of, without_echo


class SingleViewSet(Door):
    """GET gives the object of `shown`; PUT changes what the body names of `takes`, by the service that `write` calls.

    `documented` says of "show" and "change" what they give and take.
    """

    collection: ClassVar[dict[str, Any]] = {"get": "show", "put": "change"}
    takes: ClassVar[tuple[Field | Input, ...]] = ()
    guards: ClassVar[tuple[str, ...]] = ("change",)

    def show(self, request: Request) -> Response:
        return success(self.shown())

    def change(self, request: Request) -> Response:
        # What cannot be read or is malformed is said first, whatever the caller thinks is there.
        body = without_echo(bodies.read(request._request), self.shown())
        values = self.form.values(body, is_new=False)
        with self.guarded(request):
            try:
                if values:
                    self.write(values)
            except ValidationError as error:
                raise problems.InvalidFields(messages_of(error, self.form.names_of(body))) from error
        return success(self.shown())

    @contextmanager
    def guarded(self, request: Request) -> Iterator[None]:
        """Where the caller says in If-Match what is there, it is that until the block is left. Raises Changed."""
        if not conditions.is_guarded(request._request):
            yield
            return
        with transaction.atomic():
            hold(self.account)
            conditions.require_match(request._request, self.shown())
            yield

    @cached_property
    def form(self) -> Form:
        fields = [entry for entry in self.takes if isinstance(entry, Field)]
        return Form.of(fields, [entry for entry in self.takes if isinstance(entry, Input)])

    def shown(self) -> dict[str, Any]:
        """The object, as it is now."""
        raise problems.UnknownPath

    def write(self, values: dict[str, Any]) -> None:
        """Calls the service that changes it."""
        raise problems.UnknownPath
