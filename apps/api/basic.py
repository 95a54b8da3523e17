"""HTTP Basic with the account's API key pair, for old scripts, where the account allows it (RFC 7617)."""

from __future__ import annotations

import base64
import binascii

from django.contrib.auth.models import AnonymousUser
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from apps.api import problems, refusals
from apps.api.authentication import Identity, address_of, scheme_of
from apps.connections.callers import caller_of_api_key
from apps.connections.models import ApiSecret
from apps.connections.services import basic


class BasicAuthentication(BaseAuthentication):
    """`Authorization: Basic …` with key and secret. What could be no such pair is as good as nothing.

    No challenge names it: that an account allows it is for those to know who have its key.
    """

    secret: ApiSecret | None = None

    def authenticate(self, request: Request) -> Identity | None:
        key, plain = pair_in(request.META["HTTP_AUTHORIZATION"]) if scheme_of(request) == "basic" else ("", "")
        if not basic.is_pair(key, plain):
            return None
        address = address_of(request)
        try:
            self.secret = basic.verify(key=key, plain=plain)
        except basic.Refused as refused:
            raise refusals.of_key_pair(refused, address) from None
        return AnonymousUser(), caller_of_api_key(self.secret.api_key, address=address)

    def authenticate_header(self, request: Request) -> str:
        return problems.HAWK


def pair_in(header: str) -> tuple[str, str]:
    """Both halves of what `header` holds, or two empty ones."""
    try:
        text = base64.b64decode(header.partition(" ")[2].strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        return "", ""
    key, _, plain = text.partition(":")
    return key, plain
