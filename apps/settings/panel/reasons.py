"""Why something could not be done to some of many rows: the first few reasons, and how many more there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.translation import ngettext

from apps.settings.templatetags.numbers import number

if TYPE_CHECKING:
    from django.http import HttpRequest

TOLD = 5
Act = Callable[["HttpRequest", Any], None]


def each(request: HttpRequest, rows: Sequence[Any], act: Act) -> int:
    """Do it to every one that it can be done to, and say of the others why not. Returns how many were done."""
    refused = []
    for row in rows:
        try:
            act(request, row)
        except ValidationError as error:
            refused.append(f"{row}: {' '.join(error.messages)}")
    tell(request, refused)
    return len(rows) - len(refused)


def tell(request: HttpRequest, reasons: Sequence[str]) -> None:
    """Say `reasons` on the next page, which has no room for hundreds."""
    for reason in reasons[:TOLD]:
        messages.error(request, reason)
    rest = len(reasons) - TOLD
    if rest > 0:
        words = ngettext("It could not be done to %(count)s more.", "It could not be done to %(count)s more.", rest)
        messages.error(request, words % {"count": number(rest)})
