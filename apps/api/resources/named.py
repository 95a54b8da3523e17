"""Resources whose rows have a name in place of a code: once in the account, and not what they are found by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from apps.api import problems
from apps.api.resources.base import ResourceViewSet

TAKEN = ("unique", "unique_together")


class NamedViewSet(ResourceViewSet):
    @contextmanager
    def errors_named(self, body: Mapping[str, Any]) -> Iterator[None]:
        """A name that is taken, whether the check saw the other row or only the index did, is 409."""
        with super().errors_named(body):
            try:
                yield
            except ValidationError as error:
                if is_taken(error):
                    raise name_taken() from error
                raise
            except IntegrityError as error:
                raise name_taken() from error


def is_taken(error: ValidationError) -> bool:
    whole = error.error_dict.get(NON_FIELD_ERRORS, []) if hasattr(error, "error_dict") else []
    return any(entry.code in TAKEN for entry in whole)


def name_taken() -> problems.AlreadyExists:
    return problems.AlreadyExists(_("Something with this name exists already."))
