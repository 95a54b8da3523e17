"""The endpoints that apps read for signing in: who the user is, and the keys that ID tokens are signed with."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from django.views.generic import View

from apps.common.limit_headers import wait_headers
from apps.common.throttle import FREE_OF_ADDRESS
from apps.connections.models import AccessToken
from apps.connections.services.signing_keys import published_keys
from apps.connections.sign_in import OPENID, claims_about, sign_in_scopes
from apps.oauth import holders
from apps.oauth.views.machines import answer

JWKS_SECONDS = 15 * 60


@method_decorator(csrf_exempt, name="dispatch")  # no cookie means anything here
class UserInfoView(View):
    """OpenID Connect Core 1.0 section 5.3: the token in the Authorization header, the claims as JSON."""

    http_method_names = ["get", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        try:
            token = holders.token_of(request)
            scopes = _sign_in_of(token)
            if token.user is None or OPENID not in scopes:
                raise holders.InsufficientScope(OPENID)
        except holders.Refused as refused:
            return _refusal(refused)
        return answer(json.dumps(claims_about(token.user, token.application.account, scopes)), {}, 200)

    post = get

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refusal = {"error": "invalid_request", "error_description": "Only GET and POST are allowed."}
        return answer(json.dumps(refusal), {"Allow": "GET, POST"}, 405)


@require_safe
def jwks(request: HttpRequest) -> HttpResponse:
    """The public keys (RFC 7517 section 5), also those that do not sign yet or any more."""
    keys = [{**key.public_jwk, "kid": key.kid, "alg": key.algorithm, "use": "sig"} for key in published_keys()]
    response = JsonResponse({"keys": keys})
    response["Cache-Control"] = f"public, max-age={JWKS_SECONDS}"
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _sign_in_of(token: AccessToken) -> frozenset[str]:
    """The scopes of signing in that `token` was issued for, as far as user and consumer still offer them."""
    agreed = token.authorization.scopes if token.authorization else frozenset()
    return agreed.intersection(token.scope.split(), sign_in_scopes(token.application))


def _refusal(refused: holders.Refused) -> HttpResponse:
    headers = wait_headers(limit=FREE_OF_ADDRESS, seconds=refused.retry_after) if refused.retry_after else {}
    response = answer(json.dumps(refused.content), headers, refused.status)
    response["WWW-Authenticate"] = refused.challenge
    return response
