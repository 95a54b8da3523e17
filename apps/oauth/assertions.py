"""Whom an assertion must be made out to, to be accepted here."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from oauthlib.common import Request


def audiences(request: Request) -> tuple[str, ...]:
    """The issuer, the token endpoint, and the endpoint that is asked, however they are spelled (RFC 7523 section 3)."""
    places = settings.PUBLIC_URL, settings.PUBLIC_URL + reverse("oauth:token"), str(request.uri)
    bare = [place.rstrip("/") for place in places]
    return (*bare, *(f"{place}/" for place in bare))
