"""What this server says of itself. Every address comes from PUBLIC_URL, never from what a request claims."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.connections.scopes import every_scope

CLIENT_METHODS = ["client_secret_basic", "client_secret_post"]


@require_safe
def authorization_server(request: HttpRequest) -> HttpResponse:
    """RFC 8414 section 2."""
    return _public(
        {
            "issuer": settings.PUBLIC_URL,
            "authorization_endpoint": _address("authorize"),
            "token_endpoint": _address("token"),
            "revocation_endpoint": _address("revoke-token"),
            "introspection_endpoint": _address("introspect"),
            "scopes_supported": every_scope(),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "client_credentials", "refresh_token"],
            "token_endpoint_auth_methods_supported": [*CLIENT_METHODS, "none"],
            "revocation_endpoint_auth_methods_supported": [*CLIENT_METHODS, "none"],
            "introspection_endpoint_auth_methods_supported": CLIENT_METHODS,
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
            "ui_locales_supported": [code for code, _ in settings.LANGUAGES],
        }
    )


@require_safe
def protected_resource(request: HttpRequest) -> HttpResponse:
    """RFC 9728 section 2."""
    return _public(
        {
            "resource": settings.PUBLIC_URL,
            "authorization_servers": [settings.PUBLIC_URL],
            "scopes_supported": every_scope(),
            "bearer_methods_supported": ["header"],
            "resource_name": "Conexiones",
        }
    )


def _address(name: str) -> str:
    return f"{settings.PUBLIC_URL}{reverse(f'oauth:{name}')}"


def _public(content: dict[str, Any]) -> HttpResponse:
    response = JsonResponse(content)
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
