"""Codes: what a company calls its things, once in each account and as one segment of a URL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import RegexValidator
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

CODE_TAKEN = "code_taken"

# A code is one segment of a URL that answers with and without a slash at its end.
validate_code = RegexValidator(
    re.compile(r"\A[^\x00-\x1f\x7f]*[^\x00-\x1f\x7f/]\Z"),
    _("A code cannot hold control characters, nor end with a slash."),
)


class CodeTaken(Exception):
    """The account has a row of this kind with this code already."""


def once_per_account(name: str, message: str | StrPromise) -> models.UniqueConstraint:
    """The constraint `name` on account and code; `message` is for whoever types a code that is taken."""
    return models.UniqueConstraint(
        fields=["account", "code"], name=name, violation_error_code=CODE_TAKEN, violation_error_message=message
    )


@contextmanager
def taken_code_named() -> Iterator[None]:
    """CodeTaken, whether the check saw the other row or only the index did."""
    try:
        with transaction.atomic():
            yield
    except ValidationError as error:
        if any(entry.code == CODE_TAKEN for entry in error.error_dict.get(NON_FIELD_ERRORS, [])):
            raise CodeTaken from error
        raise
    except IntegrityError as error:
        raise CodeTaken from error
