"""An access token that is bound to a key: worth something only with a proof of that key (RFC 9449 section 7)."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from apps.api import problems, refusals
from apps.api.authentication import BearerAuthentication, Identity, address_of, scheme_of
from apps.api.request_target import resource_of
from apps.connections.callers import caller_of_token
from apps.connections.dpop import CHALLENGE
from apps.connections.models import AccessToken
from apps.connections.services import possession
from apps.connections.services.failures import token_failed


def challenge(error: str) -> dict[str, str]:
    """Both schemes, Bearer first: some libraries take a refusal that begins with DPoP for one that wants a nonce."""
    return {"WWW-Authenticate": f'{problems.BEARER}, error="{error}", {CHALLENGE}, error="{error}"'}


class NotHeld(problems.InvalidToken):
    """Unknown or dead, of another key, or never bound to one: then it is for Bearer."""

    headers = challenge("invalid_token")


class InvalidProof(problems.InvalidToken):
    default_code = "invalid_dpop_proof"
    default_detail = _("The DPoP proof is not valid, or was used before.")
    headers = challenge("invalid_dpop_proof")


class DPoPAuthentication(BearerAuthentication):
    """`Authorization: DPoP …` and the header `DPoP: …`, each once."""

    def authenticate(self, request: Request) -> Identity | None:
        if scheme_of(request) != "dpop":
            return None
        if "access_token" in request.query_params:
            raise problems.AmbiguousCredentials
        self.token = token = self._held(request)
        return token.user or AnonymousUser(), caller_of_token(token, address=address_of(request))

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE

    def _held(self, request: Request) -> AccessToken:
        try:
            return possession.presented_token(
                authorization=request.META["HTTP_AUTHORIZATION"], proof=request.META.get("HTTP_DPOP"),
                method=request.method or "", url=url_of(request),
            )  # fmt: skip
        except possession.InvalidProof:
            raise InvalidProof from None
        except possession.InvalidToken as invalid:
            seconds = token_failed(token=invalid.token, address=address_of(request))
            raise refusals.failure(seconds, NotHeld()) from None


def url_of(request: Request) -> str:
    """What was asked, as the caller sees it: the path as sent, on the public origin."""
    return settings.PUBLIC_URL + resource_of(request._request).decode(errors="replace")
