"""Who is calling: an access token (RFC 6750) or a signature with the account's API key (Hawk). Nothing else counts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from apps.accounts.models import User
from apps.accounts.permissions import Caller
from apps.api import problems, refusals
from apps.api.request_target import target_of
from apps.api.sizes import body_of
from apps.common.addresses import address_in
from apps.common.models import LastUsed
from apps.common.tokens import Prefix, is_well_formed
from apps.connections.callers import caller_of_api_key, caller_of_token, is_live
from apps.connections.models import AccessToken, ApiSecret, Consumer
from apps.connections.services import hawk

BEARER = re.compile(r"Bearer +([A-Za-z0-9_]+)", re.IGNORECASE)

ADDRESS = "conexiones.address"
"""Where it is remembered for the rest of the request. No client can send such a name."""

Identity = tuple[User | AnonymousUser, Caller]


def scheme_of(request: Request) -> str:
    return str(request.META.get("HTTP_AUTHORIZATION", "")).partition(" ")[0].lower()


def caller_of(request: Request) -> Caller | None:
    """Who was authenticated, or None."""
    found: Any = request.auth
    return cast(Caller | None, found)


def consumer_of(request: Request) -> Consumer | None:
    """The consumer whose token was shown; None for the account's own key, and for nobody."""
    shown = request.successful_authenticator
    return shown.token.application if isinstance(shown, BearerAuthentication) and shown.token else None


def address_of(request: Request) -> str | None:
    if ADDRESS not in request.META:
        request.META[ADDRESS] = address_in(request.META)
    found: str | None = request.META[ADDRESS]
    return found


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer …`, once and in the header only. Garbage never reaches the database."""

    token: AccessToken | None = None

    def authenticate(self, request: Request) -> Identity | None:
        if scheme_of(request) != "bearer":
            return None
        if "access_token" in request.query_params:
            raise problems.AmbiguousCredentials
        self.token = token = self._token(request.META["HTTP_AUTHORIZATION"], address_of(request))
        return token.user or AnonymousUser(), caller_of_token(token, address=address_of(request))

    def authenticate_header(self, request: Request) -> str:
        return problems.BEARER

    def _token(self, header: str, address: str | None) -> AccessToken:
        sent = BEARER.fullmatch(header)
        if sent is None or not is_well_formed(sent[1], Prefix.ACCESS_TOKEN):
            raise refusals.of_token(None, address)
        token = AccessToken.objects.bearer(sent[1])
        # One that is bound to a key is no bearer's (RFC 9449 section 7.2).
        if token is None or not is_live(token) or token.jkt:
            raise refusals.of_token(token, address)
        return token


def used_by(request: Request) -> tuple[LastUsed, ...]:
    """What this call is a use of: consumer and authorization, or the secret of the API key."""
    shown: Any = request.successful_authenticator
    if token := getattr(shown, "token", None):
        return tuple(row for row in (token.application, token.authorization) if row)
    secret = getattr(shown, "secret", None)
    return (secret,) if secret else ()


class HawkAuthentication(BaseAuthentication):
    """`Authorization: Hawk …`. Afterwards `verified` can sign the answer."""

    verified: hawk.Verified | None = None

    @property
    def secret(self) -> ApiSecret | None:
        return self.verified.secret if self.verified else None

    def authenticate(self, request: Request) -> Identity | None:
        if scheme_of(request) != "hawk":
            return None
        self.verified = self._verify(request._request, address_of(request))
        return AnonymousUser(), caller_of_api_key(self.verified.secret.api_key, address=address_of(request))

    def authenticate_header(self, request: Request) -> str:
        return problems.HAWK

    def _verify(self, request: HttpRequest, address: str | None) -> hawk.Verified:
        try:
            return hawk.verify(
                authorization=request.META["HTTP_AUTHORIZATION"],
                target=target_of(request),
                payload=payload_of(request),
            )
        except hawk.Refused as refused:
            raise refusals.of_signature(refused, address) from None


def payload_of(request: HttpRequest) -> Callable[[], tuple[str, bytes]]:
    return lambda: (request.META.get("CONTENT_TYPE", ""), body_of(request))
