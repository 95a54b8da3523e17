"""The endpoints that programs call: token, revocation, introspection. POST with a form body in, JSON out."""

from __future__ import annotations

import json
from abc import abstractmethod
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View
from oauth2_provider.views.mixins import OAuthLibMixin
from oauthlib.oauth2 import OAuth2Error

from apps.oauth.core import Answer, MachineCore

CHALLENGE = 'Basic realm="Conexiones", charset="UTF-8"'


@method_decorator(csrf_exempt, name="dispatch")  # no cookie means anything here
@method_decorator(sensitive_post_parameters(), name="dispatch")
class MachineView(OAuthLibMixin, View):
    http_method_names = ["post"]
    oauthlib_backend_class = MachineCore

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            _, headers, body, status = self.create_response(request)
        except OAuth2Error as error:
            headers, body, status = {}, error.json, error.status_code
        return answer(json.loads(body or "{}"), headers, status)

    @abstractmethod
    def create_response(self, request: HttpRequest) -> Answer:
        """What the server answers. Raises OAuth2Error when the request cannot be read."""

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refusal = {"error": "invalid_request", "error_description": "Only POST is allowed."}
        return answer(refusal, {"Allow": "POST"}, 405)


class TokenView(MachineView):
    def create_response(self, request: HttpRequest) -> Answer:
        return self.create_token_response(request)  # type: ignore[no-any-return]


class RevokeTokenView(MachineView):
    def create_response(self, request: HttpRequest) -> Answer:
        return self.create_revocation_response(request)  # type: ignore[no-any-return]


class IntrospectTokenView(MachineView):
    def create_response(self, request: HttpRequest) -> Answer:
        core: MachineCore = self.get_oauthlib_core()
        return core.create_introspection_response(request)


def answer(content: dict[str, Any], headers: dict[str, str], status: int) -> JsonResponse:
    """JSON that nobody keeps; a 401 asks for the scheme that clients use here (RFC 6749 sections 5.1 and 5.2)."""
    response = JsonResponse(content, status=status)
    for name, value in ({"Cache-Control": "no-store", "Pragma": "no-cache"} | headers).items():
        response[name] = value
    if status == 401:
        response["WWW-Authenticate"] = CHALLENGE
    return response
