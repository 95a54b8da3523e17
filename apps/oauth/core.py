"""Between Django's requests and oauthlib's: the toolkit's OAUTH2_BACKEND_CLASS, fed by our own strict reading."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from oauth2_provider.exceptions import FatalClientError, OAuthToolkitError
from oauth2_provider.oauth2_backends import OAuthLibCore
from oauthlib import oauth2

from apps.oauth import parameters, pushed
from apps.oauth.machines import Answer

Extracted = tuple[str, str, str, dict[str, Any]]


class MachineCore(OAuthLibCore):
    """For the endpoints that programs call: everything is in the body."""

    def _extract_params(self, request: HttpRequest) -> Extracted:
        body = urlencode(parameters.of_body(request))
        return settings.PUBLIC_URL + request.path, "POST", body, self.extract_headers(request)

    def create_introspection_response(self, request: HttpRequest) -> Answer:
        found: Answer = self.server.create_introspect_response(*self._extract_params(request))
        return found

    def create_pushed_response(self, request: HttpRequest) -> Answer:
        found: Answer = self.server.create_pushed_response(*self._extract_params(request))
        return found


class BrowserCore(OAuthLibCore):
    """For the authorization endpoint: `request.oauth_parameters` is what the app asked, here or on the page before."""

    def _extract_params(self, request: HttpRequest) -> Extracted:
        if not hasattr(request, "oauth_parameters"):
            asked = pushed.opened(parameters.of_query(request), request.session)
            request.oauth_parameters = asked  # type: ignore[attr-defined]
        query = urlencode(request.oauth_parameters)  # type: ignore[attr-defined]
        return f"{settings.PUBLIC_URL}{request.path}?{query}", "GET", "", self.extract_headers(request)

    def create_authorization_response(
        self, request: HttpRequest, scopes: list[str], credentials: dict[str, Any], allow: bool = True
    ) -> str:
        """The URL that takes a new code to the app. Raises FatalClientError, OAuthToolkitError."""
        uri, method, body, headers = self._extract_params(request)
        pushed.answered(request.oauth_parameters)  # type: ignore[attr-defined]
        try:
            answer, _, _ = self.server.create_authorization_response(uri, method, body, headers, scopes, credentials)
        except oauth2.FatalClientError as error:
            raise FatalClientError(error=error) from error
        except oauth2.OAuth2Error as error:
            raise OAuthToolkitError(error=error) from error
        location: str = answer["Location"]
        return location
