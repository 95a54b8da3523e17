"""The door to an account's logo: open to whoever has its address, which only pages of the account show.

A form for guests and a page for people who are still to sign in show it too, so that nobody is asked who they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from apps.accounts.models import Logo

if TYPE_CHECKING:
    from django.http import HttpRequest

YEAR = 365 * 24 * 60 * 60


@require_safe
def logo(request: HttpRequest, key: str) -> HttpResponse:
    """The picture under `key`. Another picture has another key, so that a browser keeps this one for a year."""
    found = Logo.objects.under(key)
    if found is None:
        raise Http404
    response = HttpResponse(bytes(found.data), content_type=found.content_type)
    response["Cache-Control"] = f"private, max-age={YEAR}, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    # Opened by itself it is a picture, and can be nothing else.
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Content-Disposition"] = "inline"
    return response
