"""The endpoints that programs call: token, revocation, introspection, pushed requests. POST a form, JSON comes out."""

from __future__ import annotations

import json
from abc import abstractmethod
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View
from oauth2_provider.signals import app_authorized
from oauth2_provider.views.mixins import OAuthLibMixin

from apps.connections.models import AccessToken
from apps.oauth import cors
from apps.oauth.core import MachineCore
from apps.oauth.machines import FAILURE, KEPT_BY_NOBODY, Answer, answered


@method_decorator(csrf_exempt, name="dispatch")  # no cookie means anything here
@method_decorator(sensitive_post_parameters(), name="dispatch")
class MachineView(OAuthLibMixin, View):
    http_method_names = ["post", "options"]
    oauthlib_backend_class = MachineCore
    is_open_to_pages = False

    def post(self, request: HttpRequest) -> HttpResponse:
        if FAILURE in request.META:
            raise request.META[FAILURE]
        found = answered(request.META, lambda: self.create_response(request))
        response = answer(found.body, found.headers, found.status)
        if self.is_open_to_pages:
            cors.apply(request, response, found.consumer)
        return response

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        allowed = cors.preflight(request) if self.is_open_to_pages else None
        return allowed or self.http_method_not_allowed(request)

    @abstractmethod
    def create_response(self, request: HttpRequest) -> Answer:
        """What the server answers. Raises OAuth2Error when the request cannot be read."""

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refusal = {"error": "invalid_request", "error_description": "Only POST is allowed."}
        return answer(json.dumps(refusal), {"Allow": "POST"}, 405)


class TokenView(MachineView):
    is_open_to_pages = True

    def create_response(self, request: HttpRequest) -> Answer:
        _, headers, body, status = self.create_token_response(request)
        # Nobody here listens to the toolkit's signal; where somebody does, looking up the token is one query more.
        if status == 200 and app_authorized.has_listeners(self):
            token = AccessToken.objects.for_bearer(json.loads(body)["access_token"]).get()
            app_authorized.send(sender=self, request=request, token=token)
        return headers, body, status


class RevokeTokenView(MachineView):
    is_open_to_pages = True

    def create_response(self, request: HttpRequest) -> Answer:
        _, headers, body, status = self.create_revocation_response(request)
        return headers, body, status


class IntrospectTokenView(MachineView):
    def create_response(self, request: HttpRequest) -> Answer:
        core: MachineCore = self.get_oauthlib_core()
        return core.create_introspection_response(request)


class PushedRequestView(MachineView):
    def create_response(self, request: HttpRequest) -> Answer:
        core: MachineCore = self.get_oauthlib_core()
        return core.create_pushed_response(request)


def answer(body: str, headers: dict[str, str], status: int) -> HttpResponse:
    """`body` is JSON."""
    return HttpResponse(body, status=status, headers={"Content-Type": "application/json"} | KEPT_BY_NOBODY | headers)
