"""Resources whose rows have a name in place of a code: once in the account, and not what they are found by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext_lazy

from apps.api import problems
from apps.api.resources.base import ResourceViewSet

TAKEN = ("unique", "unique_together")
NAME_TAKEN = gettext_lazy("Something with this name exists already.")


class NamedViewSet(ResourceViewSet):
    @contextmanager
    def errors_named(self, body: Mapping[str, Any]) -> Iterator[None]:
        """A name that is taken is 409 also where only the index saw the other row."""
        with super().errors_named(body):
            try:
                yield
            except IntegrityError as error:
                raise problems.AlreadyExists(NAME_TAKEN) from error

    def there_already(self, error: ValidationError) -> problems.Text:
        whole = error.error_dict.get(NON_FIELD_ERRORS, []) if hasattr(error, "error_dict") else []
        return NAME_TAKEN if any(entry.code in TAKEN for entry in whole) else ""
